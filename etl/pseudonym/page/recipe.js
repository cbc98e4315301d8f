// What are the keys of a child (v2)? The same as recipe.py, from the same recipe.toml; both are held to vectors.json.

const RECIPE = DATA.recipe;
const BREAKS = new Set(Object.values(RECIPE.breaks).join(""));
const DROPPED = new Set([...RECIPE.dropped.particles, ...RECIPE.dropped.titles]);
const SECRET = new RegExp(`^${RECIPE.secret.form}$`);
const WHITE_AROUND = /^[ \t\r\n\ufeff]+|[ \t\r\n\ufeff]+$/g; // what an editor may leave around a secret
const BYTES = new TextEncoder();

class Problem extends Error {} // German text for the person at the screen; never a cell, never a secret

/** The year and the key of a secret as it is written. Throws Problem. */
async function secretOf(text) {
  const plain = text.replace(WHITE_AROUND, "");
  const found = SECRET.exec(plain);
  if (!found) throw new Problem(filled(RECIPE.secret[plain ? "wrong" : "empty"], { length: [...plain].length }));
  const bytes = Uint8Array.from(found[2].match(/../g), (pair) => parseInt(pair, 16));
  const key = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return { year: found[1], key };
}

async function checkValue(secret) {
  return (await hmac(RECIPE.check_message, secret)).slice(0, RECIPE.check_length);
}

/** Four keys, null where a part is missing. `born` as 2016-04-23. */
function keysOf(person, secret) {
  const made = messagesOf(person).map(async (message) => message && `${RECIPE.version}:${await hmac(message, secret)}`);
  return Promise.all(made);
}

function messagesOf(person) {
  const parts = partsOf(person);
  return RECIPE.keys.map((names, place) => {
    const found = names.map((name) => parts[name]);
    return found.every((part) => part) ? [RECIPE.version, place + 1, ...found].join("|") : null;
  });
}

function partsOf(person) {
  const given = wordsOf(person.given)[0] ?? "";
  const surnames = [...new Set(wordsOf(person.surname))].sort();
  const longest = surnames.reduce((one, other) => (other.length > one.length ? other : one), "");
  const born = person.born ?? "";
  const [year, ...monthAndDay] = born.split("-");
  const sex = person.sex ?? "";
  const municipality = person.municipality ?? "";
  return {
    given,
    given_start: given.slice(0, RECIPE.start_letters),
    given_sound: soundOf(given),
    surnames: surnames.join(" "),
    surname_sounds: [...new Set(surnames.map(soundOf))].filter((sound) => sound).sort().join(" "),
    longest_sound: soundOf(longest),
    born,
    born_sorted: born && [year, ...monthAndDay.sort()].join("-"),
    sex: RECIPE.sexes.includes(sex) ? sex : "",
    municipality: /^[0-9]{8}$/.test(municipality) ? municipality : "",
  };
}

/** The words of a name in letters A–Z, without particles and titles where another word is left. */
function wordsOf(name) {
  const spelt = Array.from(name.normalize("NFC"), spell).join("").split(" ").filter((word) => word);
  const left = spelt.filter((word) => !DROPPED.has(word));
  return left.length ? left : spelt;
}

/** The words of a name as they are written, in whatever letters. */
function bareWordsOf(name) {
  return Array.from(name.normalize("NFC"), (sign) => (BREAKS.has(sign) ? " " : sign)).join("").split(" ");
}

function spell(sign) {
  if (BREAKS.has(sign)) return " ";
  return RECIPE.letters[sign] ?? sign.normalize("NFD").replace(/[^A-Za-z]/g, "").toUpperCase();
}

/** Kölner Phonetik of a word of A–Z. */
function soundOf(word) {
  const codes = Array.from(word, (letter, place) => codeOf(letter, word[place - 1] ?? "^", word[place + 1] ?? "")).join("");
  const single = codes.replace(/(.)\1+/g, "$1");
  return single.slice(0, 1) + single.slice(1).replaceAll("0", "");
}

function codeOf(letter, before, after) {
  const fits = ([letters, left, right]) =>
    letters.includes(letter) && (!left || left.includes(before)) && (!right || (after && right.includes(after)));
  return RECIPE.sounds.rules.find(fits)[3];
}

async function hmac(message, secret) {
  const bytes = new Uint8Array(await crypto.subtle.sign("HMAC", secret.key, BYTES.encode(message)));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A text of words.toml with its values. */
function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}
