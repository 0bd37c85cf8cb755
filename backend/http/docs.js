// The page of the API's document. `validatorUrl`: nothing leaves this machine.
window.SwaggerUIBundle({ url: "/v1/openapi.json", dom_id: "#docs", validatorUrl: null });
