// Reads the QR code of a form with the camera where the browser can (BarcodeDetector). A scanner that types needs none of this.
"use strict";

const LOOK_EVERY = 200;

document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("[data-scan]");
  const button = form?.querySelector("[data-camera]");
  if (!button || !("BarcodeDetector" in window) || !navigator.mediaDevices) return;
  const video = form.querySelector("video");
  const trouble = form.querySelector("[data-camera-trouble]");
  button.hidden = false;

  async function look(detector) {
    const [code] = await detector.detect(video);
    if (!code) {
      setTimeout(() => look(detector), LOOK_EVERY);
      return;
    }
    for (const track of video.srcObject.getTracks()) track.stop();
    form.elements["so-ho-so"].value = code.rawValue;
    form.requestSubmit();
  }

  button.addEventListener("click", async () => {
    trouble.textContent = "";
    try {
      video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      video.hidden = false;
      await video.play();
      await look(new BarcodeDetector({ formats: ["qr_code"] }));
    } catch {
      video.hidden = true;
      trouble.textContent = trouble.dataset.cameraTrouble;
    }
  });
});
