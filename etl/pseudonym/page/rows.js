// What is written of a list of children? As rows.py writes it, byte by byte.

const AT_ONCE = 500; // rows between two looks at the screen

/** table: {columns, rows: [{line, cells}]}. Gives the text of the file and, of each word of DATA.told, lines. */
async function written(table, chosen, form, secret, progress) {
  const at = Object.fromEntries(table.columns.map((name, place) => [name, place]));
  const told = Object.fromEntries(DATA.told.map((code) => [code, []]));
  const made = [];
  for (let start = 0; start < table.rows.length; start += AT_ONCE) {
    const part = table.rows.slice(start, start + AT_ONCE);
    const done = await Promise.all(part.map((row) => writtenRow(row, at, chosen, form, secret)));
    for (const { cells, line, codes } of done) {
      made.push(cells);
      for (const code of codes) told[code].push(line);
    }
    progress(Math.min(start + AT_ONCE, table.rows.length) / table.rows.length);
    await new Promise((looked) => setTimeout(looked)); // the screen follows
  }
  const order = made.map((cells) => [cells.slice(0, 4).join("\u0000"), cells]);
  order.sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));
  const lines = [[...DATA.made, ...chosen.kept], ...order.map(([, cells]) => cells)];
  return { text: `\ufeff${lines.map((cells) => `${cells.map(quotedCell).join(";")}\n`).join("")}`, told };
}

async function writtenRow({ line, cells }, at, chosen, form, secret) {
  const cell = (meaning) => (meaning in chosen.asked ? cells[at[chosen.asked[meaning]]] : "");
  const sex = DATA.sexes[cell("sex").trim().toLowerCase()] ?? "";
  const place = placeOf(cell("municipality"));
  const born = dayOf(cell("born"), form);
  const person = { given: cell("given"), surname: cell("surname"), born, sex, municipality: place.key };
  const keys = await keysOf(person, secret);
  const { along, codes } = comeAlong(chosen.kept.map((name) => cells[at[name]]), person);
  const [year, month] = born ? born.split("-") : ["", ""];
  const monthOnly = month && String(Number(month));
  if (!keys.some((key) => key)) codes.push("without_key");
  else if (!keys.every((key) => key)) codes.push("fewer_keys");
  if ("municipality" in chosen.asked && place.home === DATA.places.unknown) codes.push("place_unknown");
  return { line, codes, cells: [...keys.map((key) => key ?? ""), year, monthOnly, sex, place.home, ...along] };
}

/** What a cell says of where a child lives: a key, or a name that the office knows. */
function placeOf(cell) {
  const { areas, district, uninhabited, outside, unknown } = DATA.places;
  const key = officialKey(cell.trim().toLowerCase());
  const known = areas[key] ?? "";
  const named = known || key;
  const isKey = (text) => /^[0-9]{8}$/.test(text);
  const there = known && known !== district && !uninhabited.includes(known);
  const elsewhere = (isKey(key) && !key.startsWith(district)) || key === outside || key === "außerhalb";
  return { key: isKey(named) ? named : null, home: elsewhere ? outside : there ? known : unknown };
}

/** As etl/areas.py: twelve places, blanks, DE in front, a zero that a spreadsheet took. */
function officialKey(lower) {
  const plain = lower.replace(/^de/, "").replace(/[\s\u200b]/g, "");
  const digits = /^[1-9](?:\d{6}|\d{10})$/.test(plain) ? `0${plain}` : plain;
  const short = /^\d{12}$/.test(digits) ? digits.slice(0, 5) + digits.slice(9, 12) : digits;
  return /^\d{8}$|^\d{5}$/.test(short) ? short : lower;
}

/** Cells that come along, without those that name the child, its birth date as a month. */
function comeAlong(cells, person) {
  const names = new Set([...tellingWords(person.given), ...tellingWords(person.surname)]);
  const codes = new Set();
  const along = cells.map((cell) => {
    if (tellingWords(cell).some((word) => names.has(word))) return codes.add("emptied") && "";
    if (!person.born || !cell.includes(person.born.slice(0, 4))) return cell;
    if (!DATA.dates.some((form) => dayOf(cell, form) === person.born)) return cell;
    const [year, month] = person.born.split("-");
    return codes.add("shortened") && `${month}.${year}`;
  });
  return { along, codes: [...codes] };
}

/** Words in letters A–Z, and as they are written. */
function tellingWords(text) {
  return [...wordsOf(text), ...bareWordsOf(text)].filter((word) => [...word].length >= DATA.least_word);
}

function quotedCell(cell) {
  return /[;"\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
