const TARGETS = ["logistic@1", "logistic@2", "crashing"];
const EVERY = 100;

/** Asks now and then and compares the answer with what the implementations answer: it must be one of theirs. */
export async function spotCheck(port, path, body) {
  const known = await Promise.all(TARGETS.map((target) => answered(`${path}/implementations/${target}`)));
  let checked = 0;
  const wrong = [];
  const timer = setInterval(async () => {
    const answer = await answered(path).catch((error) => error.message);
    checked++;
    if (!known.includes(answer)) wrong.push(answer);
  }, EVERY);
  return () => {
    clearInterval(timer);
    return { checked, wrong };
  };

  async function answered(asking) {
    const headers = { "content-type": "application/json" };
    const response = await fetch(`http://127.0.0.1:${port}${asking}`, { method: "POST", headers, body });
    const text = await response.text();
    if (!response.ok) throw new Error(`${asking}: ${response.status} ${text}`);
    return text;
  }
}
