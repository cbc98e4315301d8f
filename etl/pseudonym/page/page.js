// What does the person at the screen see and choose? Nothing here outlives the page.

const state = { secret: null, check: "", file: "", sheets: new Map(), table: null };
const at = (id) => document.getElementById(id);
const PAGE = DATA.words.page;

/** Does this browser make the keys of the examples? Only then is the page offered. */
async function selfTest() {
  if (!crypto.subtle || !globalThis.DecompressionStream) return say("self", PAGE.old_browser, true);
  const secret = await secretOf(DATA.vectors.secret);
  const made = await Promise.all(DATA.vectors.persons.map((person) => keysOf(person, secret)));
  const right = made.filter((keys, place) => JSON.stringify(keys) === JSON.stringify(DATA.vectors.persons[place].keys)).length;
  const all = made.length;
  const fits = right === all && (await checkValue(secret)) === DATA.vectors.check_value;
  say("self", filled(fits ? PAGE.self_test : PAGE.self_test_failed, { right, all }), !fits);
  at("work").hidden = !fits;
}

function say(id, text, wrong = false) {
  at(id).textContent = text;
  at(id).classList.toggle("problem", wrong);
}

/** Does something and tells the problem where it is asked; other faults are the program's. */
async function telling(id, work) {
  say(id, "");
  try {
    await work();
  } catch (fault) {
    say(id, fault instanceof Problem ? fault.message : PAGE.fault, true);
    if (!(fault instanceof Problem)) throw fault;
  }
}

async function takeSecret(text) {
  state.secret = null;
  at("result").hidden = true;
  await telling("secret-said", async () => {
    state.secret = await secretOf(text);
    state.check = filled(DATA.words.told.check, { year: state.secret.year, value: await checkValue(state.secret) });
    say("secret-said", state.check);
  });
}

async function takeList(file) {
  state.table = null;
  for (const id of ["sheet-asked", "columns-asked", "result"]) at(id).hidden = true;
  await telling("list-said", async () => {
    const bytes = new Uint8Array(await file.arrayBuffer());
    state.file = file.name;
    state.sheets = await sheetsOf(bytes, file.name);
    const names = [...state.sheets.keys()];
    at("sheet").replaceChildren(...names.map((name) => new Option(name, name)));
    at("sheet-asked").hidden = names.length < 2;
    const first = names.find((name) => !(state.sheets.get(name) instanceof Problem)) ?? names[0];
    at("sheet").value = first;
    takeSheet(first);
  });
}

/** The content decides, not the name of the file. */
async function sheetsOf(bytes, name) {
  const starts = (...signs) => signs.every((sign, place) => bytes[place] === sign);
  if (!bytes.length) throw new Problem(PAGE.empty);
  if (starts(0xd0, 0xcf, 0x11, 0xe0)) throw new Problem(filled(DATA.words.refused.xls, { file: name }));
  return starts(0x50, 0x4b, 0x03, 0x04) ? readXlsx(bytes) : new Map([["", readCsv(bytes)]]);
}

function takeSheet(name) {
  const table = state.sheets.get(name);
  if (!table) throw new Problem(PAGE.no_workbook);
  if (table instanceof Problem) throw table;
  state.table = table;
  const uses = suggested(table.columns);
  at("columns").replaceChildren(...table.columns.map((column, place) => columnRow(column, place, uses[place])));
  at("columns-asked").hidden = false;
  at("date-asked").hidden = true;
  say("list-said", filled(DATA.words.told.file, { file: state.file, rows: numberOf(table.rows.length + table.unread.length) }));
}

function columnRow(column, place, use) {
  const row = document.createElement("tr");
  const head = document.createElement("th");
  head.scope = "row";
  head.id = `column-${place}`;
  head.textContent = column;
  const chosen = document.createElement("select");
  chosen.setAttribute("aria-labelledby", head.id);
  for (const [meaning, about] of Object.entries(DATA.asked)) chosen.add(new Option(about.label, meaning));
  if (!mayNotComeAlong(column)) chosen.add(new Option(PAGE.along, ALONG));
  chosen.add(new Option(PAGE.left_out, LEFT_OUT));
  chosen.value = use;
  chosen.addEventListener("change", () => { at("date-asked").hidden = at("result").hidden = true; });
  const cell = document.createElement("td");
  cell.append(chosen);
  row.append(head, cell);
  return row;
}

async function convert() {
  at("result").hidden = true;
  at("convert").disabled = true;
  await telling("convert-said", async () => {
    if (!state.secret) throw new Problem(PAGE.no_secret);
    const uses = Array.from(at("columns").querySelectorAll("select"), (one) => one.value);
    const chosen = chosenOf(state.table.columns, uses);
    const form = formChosen(chosen.asked.born);
    at("progress").hidden = false;
    const made = await written(state.table, chosen, form, state.secret, (share) => { at("progress").value = share; });
    show(made, chosen, form);
  });
  at("progress").hidden = true;
  at("convert").disabled = false;
}

/** The form of the birth dates; where two fit, the person says which. Throws Problem. */
function formChosen(column) {
  const place = state.table.columns.indexOf(column);
  const forms = dateForms(state.table.rows.map((row) => row.cells[place]), column);
  if (forms.length === 1) return forms[0];
  if (!at("date-asked").hidden && at("date").value) return forms.find((form) => form.label === at("date").value);
  at("date").replaceChildren(new Option("", ""), ...forms.map((form) => new Option(form.label, form.label)));
  at("date-asked").hidden = false;
  throw new Problem(filled(PAGE.two_forms, { column }));
}

function show(made, chosen, form) {
  const told = [...toldOf(made, chosen, form)].map((text) => {
    const item = document.createElement("li");
    item.textContent = text.trim();
    return item;
  });
  at("report").replaceChildren(...told);
  at("result").querySelector(".check").textContent = state.check;
  URL.revokeObjectURL(at("save").href);
  at("save").href = URL.createObjectURL(new Blob([made.text], { type: "text/csv" }));
  at("save").download = `${state.file.replace(/\.[^.]*$/, "")}.csv`;
  at("save").textContent = filled(PAGE.save, { file: at("save").download });
  at("result").hidden = false;
  at("result-head").focus();
}

/** As told.py says it. */
function* toldOf(made, chosen, form) {
  const said = DATA.words.told;
  for (const [meaning, { label }] of Object.entries(DATA.asked)) {
    const column = chosen.asked[meaning];
    const how = meaning === "born" ? filled(said.form, { form: form.label }) : "";
    yield column ? filled(said.asked, { label, column, form: how }) : filled(said.without, { label });
  }
  yield chosen.kept.length ? filled(said.kept, { columns: quoted(chosen.kept) }) : said.kept_none;
  yield filled(said.left_out, { columns: quoted(chosen.leftOut) });
  yield filled(said.instead, { columns: DATA.made.join(", ") });
  for (const [code, lines] of Object.entries({ unread: state.table.unread, ...made.told })) {
    if (lines.length) yield filled(said[code], { rows: rowsOf(lines.length), lines: linesNamed(lines) });
  }
}

function rowsOf(count) {
  return count === 1 ? "1 Zeile" : `${numberOf(count)} Zeilen`;
}

function linesNamed(lines) {
  const first = lines.slice(0, DATA.most_lines).map(String);
  const more = lines.length - DATA.most_lines;
  if (lines.length === 1) return `Zeile ${first[0]}`;
  const shown = more > 0 ? `${first.join(", ")} und ${numberOf(more)} weitere` : `${first.slice(0, -1).join(", ")} und ${first.at(-1)}`;
  return `Zeilen ${shown}`;
}

function numberOf(count) {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ".");
}

at("secret-file").addEventListener("change", async (event) => {
  const [file] = event.target.files;
  if (file) await takeSecret(await file.slice(0, DATA.largest_secret).text());
});
at("secret-text").addEventListener("change", (event) => takeSecret(event.target.value));
at("list").addEventListener("change", (event) => event.target.files[0] && takeList(event.target.files[0]));
at("sheet").addEventListener("change", () => telling("list-said", () => takeSheet(at("sheet").value)));
at("convert").addEventListener("click", convert);
at("print").addEventListener("click", () => print());
selfTest();
