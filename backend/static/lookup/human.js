// The check that a person sends the form: work for the machine in place of a question. Without this the question stays.
const box = document.getElementById("human");
const state = document.getElementById("human-state");
const question = document.getElementById("question");
const form = box.closest("form");
const solution = form.elements.namedItem("loi_giai");

if (window.Worker && window.isSecureContext && !question.querySelector(".wrong")) {
  const worker = new Worker(box.dataset.worker);
  let wanted = false;
  question.hidden = true;
  worker.onmessage = ({ data }) => {
    solution.value = data;
    state.textContent = state.dataset.done;
    if (wanted) form.requestSubmit();
  };
  worker.onerror = () => {
    question.hidden = false;
    state.textContent = "";
    wanted = false;
    worker.terminate();
    form.removeEventListener("submit", wait);
  };
  const wait = (event) => {
    if (solution.value) return;
    event.preventDefault();
    wanted = true;
    state.textContent = state.dataset.working;
  };
  form.addEventListener("submit", wait);
  worker.postMessage({ token: box.dataset.token, bits: Number(box.dataset.bits) });
}
