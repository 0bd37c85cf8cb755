// The page of the API's document. `validatorUrl`: nothing leaves this machine.
const url = new URL("../v1/openapi.json", document.currentScript.src).href;
window.SwaggerUIBundle({ url, dom_id: "#docs", validatorUrl: null });
