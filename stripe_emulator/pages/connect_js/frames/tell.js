// Tells the page around the frame what happened in it.
const told = document.getElementById('told');
parent.postMessage({ type: told.dataset.type, detail: JSON.parse(told.dataset.detail) }, '*');
