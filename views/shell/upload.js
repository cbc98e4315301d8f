/* ── Lieferung ablegen ──────────────────────────────────────────────────────────────────────── */

/* Files go to our own address in one request, one behind the other; the browser reads them from the disk as they are sent. */
const desk = target => target.closest?.(".lk .drop");
const tell = (place, text) => { const said = document.querySelector(".lk .drop .told"); if (said) said.textContent = text; };
const arrived = (place, delivery) => {
  if (place.dataset.replaces) location.assign(`/lieferung?lieferung=${delivery}`);
  else tell(place, "Abgelegt. Die Prüfung beginnt.");
};

function send(place, chosen) {
  const files = [...chosen];
  if (!files.length || place.dataset.busy) return;
  const request = new XMLHttpRequest();
  place.dataset.busy = "1";
  request.open("POST", place.dataset.address);
  request.setRequestHeader("x-ticket", place.dataset.ticket);
  request.setRequestHeader("x-files", encodeURIComponent(JSON.stringify(files.map(file => [file.name, file.size]))));
  if (place.dataset.replaces) request.setRequestHeader("x-replaces", place.dataset.replaces);
  request.upload.onprogress = at => tell(place, `${Math.floor(100 * at.loaded / at.total)} % übertragen`);
  request.onload = () => {
    delete place.dataset.busy;
    if (request.status === 201) arrived(place, JSON.parse(request.responseText).delivery);
    else tell(place, request.responseText);
  };
  request.onerror = () => { delete place.dataset.busy; tell(place, "Die Übertragung ist abgebrochen. Bitte noch einmal ablegen."); };
  request.send(new Blob(files));
}

document.addEventListener("change", event => {
  const place = desk(event.target);
  if (place && event.target.type === "file") { send(place, event.target.files); event.target.value = ""; }
});
for (const name of ["dragover", "drop"]) document.addEventListener(name, event => {
  const place = desk(event.target);
  if (!place) return;
  event.preventDefault();
  if (name === "drop") send(place, event.dataTransfer.files);
});
