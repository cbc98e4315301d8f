// Reads workbooks (.xlsx, ECMA-376): every cell as text, as the person saw it. Unpacked and parsed by the browser itself.

const DAY_FORMATS = [[14, 22], [27, 36], [45, 47], [50, 58]]; // numbers of built-in formats that show days or times
const LARGEST = 1024 ** 3; // bytes of one unpacked part

/** The visible sheets, in their order: name → {columns, rows, unread}, or the Problem why there is no table. */
async function readXlsx(bytes) {
  const parts = partsOfZip(bytes);
  const xml = async (name) => (parts.has(name) ? parsed(await parts.get(name)()) : null);
  const book = await xml("xl/workbook.xml");
  const links = await xml("xl/_rels/workbook.xml.rels");
  if (!book || !links) throw new Problem(DATA.words.page.no_workbook);
  const target = Object.fromEntries(all(links, "Relationship").map((one) => [one.getAttribute("Id"), one.getAttribute("Target")]));
  const shared = await xml("xl/sharedStrings.xml");
  const strings = shared ? all(shared, "si").map(textOf) : [];
  const looks = looksOf(await xml("xl/styles.xml"));
  const from1904 = /^(1|true)$/.test(all(book, "workbookPr")[0]?.getAttribute("date1904") ?? "");
  const sheets = new Map();
  for (const sheet of all(book, "sheet")) {
    if (/hidden/i.test(sheet.getAttribute("state") ?? "")) continue;
    const place = target[sheet.getAttributeNS("http://schemas.openxmlformats.org/officeDocument/2006/relationships", "id")] ?? "";
    const content = await xml(place.startsWith("/") ? place.slice(1) : `xl/${place}`);
    if (content) sheets.set(sheet.getAttribute("name"), sheetTable(content, { strings, looks, from1904 }));
  }
  return sheets;
}

/** The parts of a ZIP by name, each unpacked when asked for. Throws Problem. */
function partsOfZip(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end -= 1;
  if (end < 0) throw new Problem(DATA.words.page.no_workbook);
  const parts = new Map();
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left -= 1) {
    const [method, packed, size, name, extra, note, start] = [
      view.getUint16(at + 10, true), view.getUint32(at + 20, true), view.getUint32(at + 24, true),
      view.getUint16(at + 28, true), view.getUint16(at + 30, true), view.getUint16(at + 32, true), view.getUint32(at + 42, true),
    ];
    const title = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + name));
    parts.set(title, () => unpacked(bytes, start + 30 + view.getUint16(start + 26, true) + view.getUint16(start + 28, true), packed, size, method));
    at += 46 + name + extra + note;
  }
  return parts;
}

async function unpacked(bytes, start, packed, size, method) {
  if (size > LARGEST) throw new Problem(DATA.words.page.too_large);
  const data = new Blob([bytes.subarray(start, start + packed)]);
  const stream = method === 8 ? data.stream().pipeThrough(new DecompressionStream("deflate-raw")) : data.stream();
  return new Response(stream).text();
}

function parsed(text) {
  const found = new DOMParser().parseFromString(text, "application/xml");
  if (found.querySelector("parsererror")) throw new Problem(DATA.words.page.no_workbook);
  return found;
}

function all(node, name) {
  return Array.from(node.getElementsByTagNameNS("*", name));
}

/** The text of a string with its formats, without the reading aids of Japanese. */
function textOf(node) {
  return all(node, "t").filter((one) => one.parentNode.localName !== "rPh").map((one) => one.textContent).join("");
}

/** Of each style: does it show a day? */
function looksOf(styles) {
  if (!styles) return [];
  const own = Object.fromEntries(all(styles, "numFmt").map((one) => [one.getAttribute("numFmtId"), one.getAttribute("formatCode")]));
  const shows = (id) => {
    const code = (own[id] ?? "").replace(/"[^"]*"|\\.|\[[^\]]*\]/g, "");
    return id in own ? /[dmyhs]/i.test(code) : DAY_FORMATS.some(([first, last]) => first <= id && id <= last);
  };
  const list = all(styles, "cellXfs")[0];
  return list ? all(list, "xf").map((one) => shows(Number(one.getAttribute("numFmtId")))) : [];
}

function sheetTable(content, book) {
  try {
    const read = all(content, "row").map((row, place) => rowOf(row, place + 1, book));
    const records = read.map(({ cells }) => cells);
    const width = Math.max(0, ...records.slice(0, 100).map((cells) => cells.length));
    const place = headerOf(records.slice(0, 100).map((cells) => padded(cells, width)));
    if (place === null) throw new Problem(DATA.words.page.no_header);
    const columns = namesOf(trimmed(records[place]));
    const found = { rows: [], unread: [] };
    for (const { line, cells, damaged } of read.slice(place + 1)) {
      if (!widthOf(cells)) continue;
      if (damaged || widthOf(cells) > columns.length) found.unread.push(line);
      else found.rows.push({ line, cells: padded(cells, columns.length).slice(0, columns.length) });
    }
    return tableOf(columns, found);
  } catch (fault) {
    if (fault instanceof Problem) return fault;
    throw fault;
  }
}

function padded(cells, width) {
  return [...cells, ...Array(Math.max(0, width - cells.length)).fill("")];
}

function rowOf(row, usual, book) {
  const cells = [];
  let damaged = false;
  for (const cell of all(row, "c")) {
    const letters = (cell.getAttribute("r") ?? "").replace(/[^A-Z]/g, "");
    const place = letters ? Array.from(letters).reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1 : cells.length;
    while (cells.length < place) cells.push("");
    damaged ||= cell.getAttribute("t") === "e";
    cells[place] = cellText(cell, book).normalize("NFC");
  }
  return { line: Number(row.getAttribute("r") ?? usual), cells, damaged };
}

function cellText(cell, { strings, looks, from1904 }) {
  const kind = cell.getAttribute("t") ?? "n";
  if (kind === "inlineStr") return textOf(cell);
  const value = all(cell, "v")[0]?.textContent ?? "";
  if (kind === "s") return strings[Number(value)] ?? "";
  if (kind === "b") return value === "1" ? "WAHR" : "FALSCH";
  if (kind === "d") return value.replace(/^(\d{4})-(\d\d)-(\d\d).*$/, "$3.$2.$1");
  if (kind !== "n" || value === "") return value;
  return looks[Number(cell.getAttribute("s") ?? 0)] ? dayText(Number(value), from1904) : String(Number(value)).replace(".", ",");
}

/** A serial number of days as DD.MM.YYYY, with the time where there is one. */
function dayText(serial, from1904) {
  const days = serial + (from1904 ? 1462 : serial < 60 ? 1 : 0);
  const moment = new Date(Date.UTC(1899, 11, 30) + Math.round(days * 86400) * 1000).toISOString();
  const [, year, month, day, clock] = /^(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d)/.exec(moment);
  return `${day}.${month}.${year}${clock === "00:00" ? "" : ` ${clock}`}`;
}
