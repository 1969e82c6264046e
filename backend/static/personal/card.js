// The card turns without this. With it, Enter turns it as Space does, and so does a click on the card itself.
const turn = document.getElementById("turn");
if (turn) {
  turn.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      turn.click();
    }
  });
  document.querySelector(".sides").addEventListener("click", () => {
    if (String(getSelection()) === "") turn.click();
  });
}
