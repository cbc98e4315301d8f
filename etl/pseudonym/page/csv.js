// Reads delimited text as etl/readers/text.py and lines.py do: encoding, delimiter and header are found, no line is lost.

const DELIMITERS = { ";": ";", "\t": "\\t", "|": "\\|", ",": "," };
const LOOK_AHEAD = 20;
const LONGEST_ROW = 200;
const VALUE = /^(?:[-+]?[\d.,]*\d|\d{1,4}[-./]\d{1,2}[-./]\d{1,4}( .*)?|v[12]:[0-9a-f]+)$/;

/** {columns, rows, unread: lines}. Throws Problem. */
function readCsv(bytes) {
  const text = decoded(bytes);
  const lines = text.split("\n");
  const heads = Object.keys(DELIMITERS).map((sign) => headOf(lines, sign)).filter((head) => head);
  if (!heads.length) throw new Problem(DATA.words.page.no_header);
  const head = heads.reduce((one, other) => (other.cells.length > one.cells.length ? other : one));
  const columns = namesOf(head.cells);
  return tableOf(columns, rowsBelow(lines, head, columns.length));
}

/** UTF-8 or UTF-16 by their marks, UTF-8 where every byte fits, else Windows-1252; umlauts are one character. */
function decoded(bytes) {
  const marked = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : "";
  let text;
  try {
    text = new TextDecoder(marked || "utf-8", { fatal: true }).decode(bytes);
  } catch (fault) {
    if (!(fault instanceof TypeError) || marked) throw new Problem(DATA.words.page.encoding);
    text = new TextDecoder("windows-1252").decode(bytes);
  }
  if (text.includes("\0")) throw new Problem(DATA.words.page.no_text);
  if (text.includes("\ufffd") || /Ã[¤¶¼Ÿ„–œ]/.test(text)) throw new Problem(DATA.words.page.umlauts);
  return text.normalize("NFC").replace(/\r\n/g, "\n").replace(/\r/g, "\n").replace(/\n$/, "");
}

/** The first line with two names or more and no value, which half of the lines below fit; null: none with this delimiter. */
function headOf(lines, sign) {
  const records = lines.slice(0, 100).map((line) => cellsOf(line, sign));
  const place = headerOf(records);
  return place === null ? null : { place, sign, cells: trimmed(records[place]) };
}

/** Which of these records holds the column names? As etl/readers/header.py; null: none. */
function headerOf(records) {
  const fitting = records.map((_, place) => place).filter((place) => {
    const below = records.slice(place + 1).filter(widthOf).slice(0, LOOK_AHEAD);
    const width = widthOf(records[place]);
    const good = below.filter((other) => widthOf(other) <= width && width <= other.length);
    return isHeader(records[place]) && good.length * 2 >= below.length;
  });
  const whole = fitting.filter((place) => trimmed(records[place]).every((cell) => cell.trim()));
  return [...whole, ...fitting][0] ?? null;
}

function isHeader(cells) {
  const filledCells = cells.map((cell) => cell.trim()).filter((cell) => cell);
  return filledCells.length >= 2 && !filledCells.some((cell) => VALUE.test(cell) && !/^(19|20)\d\d$/.test(cell));
}

function widthOf(cells) {
  return cells.findLastIndex((cell) => cell.trim()) + 1;
}

function trimmed(cells) {
  return cells.slice(0, widthOf(cells));
}

function namesOf(cells) {
  const names = cells.map((cell, place) => cell.trim().split(/\s+/).join(" ") || `spalte_${place + 1}`);
  const folded = names.map((name) => name.toLowerCase());
  const twice = names.filter((_, place) => folded.indexOf(folded[place]) !== place);
  if (twice.length) throw new Problem(filled(DATA.words.page.name_twice, { columns: quoted(twice) }));
  return names;
}

/** Rows of the right number of cells, and lines that are none. A line that opens a quoted cell is joined with those below it. */
function rowsBelow(lines, { place, sign }, width) {
  const mark = DELIMITERS[sign];
  const cell = `(?:"[^"]*(?:""[^"]*)*"|[^"${mark}]*)`;
  const good = new RegExp(`^${cell}(?:${mark}${cell}){${width - 1}}${mark}*$`);
  const empty = new RegExp(`^(?:\\s|${mark}|"")*$`);
  const unfinished = new RegExp(`^(?:${cell}${mark})*"[^"]*(?:""[^"]*)*$`);
  const found = { rows: [], unread: [] };
  for (let start = place + 1; start < lines.length; start += 1) {
    if (empty.test(lines[start])) continue;
    const end = good.test(lines[start]) ? start : endOf(lines, start, good, unfinished);
    if (end === null) {
      found.unread.push(start + 1);
      continue;
    }
    const cells = cellsOf(lines.slice(start, end + 1).join("\n"), sign).slice(0, width);
    found.rows.push({ line: start + 1, cells });
    start = end;
  }
  return found;
}

function endOf(lines, start, good, unfinished) {
  let row = lines[start];
  if (!unfinished.test(row)) return null;
  for (let end = start + 1; end < Math.min(start + LONGEST_ROW, lines.length); end += 1) {
    if (good.test(lines[end])) return null; // a complete row is never part of a cell
    row += `\n${lines[end]}`;
    if (!lines[end].includes('"')) continue;
    if (good.test(row)) return end;
    if (!unfinished.test(row)) return null;
  }
  return null;
}

function cellsOf(row, sign) {
  const cells = [];
  const one = new RegExp(`("(?:[^"]|"")*"|[^${DELIMITERS[sign]}]*)(${DELIMITERS[sign]}|$)`, "gy");
  for (let found = one.exec(row); found; found = one.exec(row)) {
    cells.push(found[1].startsWith('"') && found[1].endsWith('"') && found[1].length > 1 ? found[1].slice(1, -1).replaceAll('""', '"') : found[1]);
    if (!found[2]) break;
  }
  return cells;
}

/** Without unnamed columns that hold nothing; rows of one filled cell are notes below the table. Throws Problem: no row is left. */
function tableOf(columns, { rows, unread }) {
  const lonely = (row) => row.cells.filter((cell) => cell !== "").length <= (columns.length > 2 ? 1 : 0);
  const kept = rows.filter((row) => !lonely(row));
  const all = [...unread, ...rows.filter(lonely).map((row) => row.line)].sort((one, other) => one - other);
  if (!kept.length) throw new Problem(DATA.words.page.no_rows);
  if (all.length > 100 && all.length > kept.length) throw new Problem(DATA.words.page.mostly_unread);
  const there = columns.map((name, place) => !name.startsWith("spalte_") || kept.some((row) => row.cells[place].trim()));
  const left = kept.map(({ line, cells }) => ({ line, cells: cells.filter((_, place) => there[place]) }));
  return { columns: columns.filter((_, place) => there[place]), rows: left, unread: all };
}
