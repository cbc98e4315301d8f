// Which columns become keys, which may come along, which are left out? As columns.py suggests it; the person at the screen decides.

const WRITTEN_OUT = { ä: "ae", ö: "oe", ü: "ue", ß: "ss" };
const LEFT_OUT = "left_out";
const ALONG = "along";

function plainWords(name) {
  const parted = name.replace(/([a-zäöüß])(?=[A-ZÄÖÜ])/g, "$1 ").toLowerCase();
  const plain = parted.replace(/[äöüß]/g, (letter) => WRITTEN_OUT[letter]);
  return (plain.match(/[a-z]+|[0-9]+/g) ?? []).flatMap((word) => (DATA.short[word] ?? word).split(" "));
}

/** Could a column of this name lead to a person, or is it one of those that are made anew? */
function mayNotComeAlong(name) {
  const plain = name.toLowerCase().replace(/[äöüß]/g, (letter) => WRITTEN_OUT[letter]);
  const tokens = plain.match(/[a-z]+/g) ?? [];
  const joined = ` ${plainWords(name).join(" ")} `;
  return (
    [...tokens, tokens.join("")].some((token) => DATA.identifying.columns.includes(token)) ||
    DATA.identifying.words.some((word) => joined.includes(` ${word} `)) ||
    DATA.made.includes(name.toLowerCase())
  );
}

/** For each column what it is: given, surname, born, sex, municipality, along or left_out. */
function suggested(columns) {
  return columns.map((name) => {
    const known = DATA.headings[plainWords(name).join("")] ?? LEFT_OUT;
    if (known in DATA.asked) return known;
    return known !== LEFT_OUT && !mayNotComeAlong(name) ? ALONG : LEFT_OUT;
  });
}

/** What is chosen, told as columns.py tells it. Throws Problem: a needed column is missing, or there are two of a kind. */
function chosenOf(columns, uses) {
  const asked = {};
  for (const [meaning, about] of Object.entries(DATA.asked)) {
    const fitting = columns.filter((_, place) => uses[place] === meaning);
    const values = { label: about.label, columns: quoted(fitting), known: quoted(columns) };
    if (fitting.length > 1) throw new Problem(filled(DATA.words.refused.twice, values));
    if (!fitting.length && about.needed) throw new Problem(filled(DATA.words.refused.missing, values));
    if (fitting.length) asked[meaning] = fitting[0];
  }
  const kept = columns.filter((_, place) => uses[place] === ALONG);
  return { asked, kept, leftOut: columns.filter((name) => !kept.includes(name)) };
}

function quoted(names) {
  return names.map((name) => `„${name}“`).join(", ");
}

/** The forms that most cells of a column have: one, or two that cannot be told apart. Throws Problem. */
function dateForms(cells, column) {
  const fits = DATA.dates.map((form) => cells.filter((cell) => dayOf(cell, form)).length);
  const most = Math.max(...fits);
  const forms = DATA.dates.map((form) => form.label).join(", ");
  if (most === 0) throw new Problem(filled(DATA.words.refused.no_dates, { column, forms }));
  return DATA.dates.filter((_, place) => fits[place] === most);
}

/** The day that a cell of this form holds, as 2016-04-23; null: none, or a placeholder. */
function dayOf(cell, form) {
  form.pattern ??= new RegExp(`^(?:${form.form})$`);
  const found = form.pattern.exec(cell.trim());
  if (!found) return null;
  const part = Object.fromEntries(Array.from(form.order, (sign, place) => [sign, Number(found[place + 1])]));
  const real = part.m >= 1 && part.m <= 12 && part.d >= 1 && part.d <= new Date(Date.UTC(part.y, part.m, 0)).getUTCDate();
  if (!real || part.y < DATA.years[0] || part.y > DATA.years[1]) return null;
  return [part.y, String(part.m).padStart(2, "0"), String(part.d).padStart(2, "0")].join("-");
}
