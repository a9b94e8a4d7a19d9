import { existsSync } from "node:fs";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import { serve } from "./object-stores.mjs";
import { findProgram } from "./servers.mjs";

/**
 * A server that speaks MongoDB's protocol, neither Tandem's own nor MongoDB's: mongo-java-server, which stands alone and has no
 * transactions. `.ci/run` puts it into .ci/servers. A replica set to test beside it is named by TANDEM_TEST_MONGODB_REPLICAS.
 */

const path = (/** @type {string} */ name) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const folder = "packages/storage/mongodb";

/** @type {readonly import("./object-stores.mjs").ObjectStore[]} */
export const documentStores = [
  {
    variable: "TANDEM_TEST_MONGODB",
    folder,
    get: "apt-get install default-jdk-headless maven, then mvn -f scripts/suites/mongodb/pom.xml dependency:copy-dependencies -DoutputDirectory=$PWD/.ci/servers/mongodb",
    start() {
      const [java, jars] = [findProgram("java"), path(".ci/servers/mongodb")];
      if (!java || !findProgram("javac") || !existsSync(jars)) return undefined;
      return serve(
        "mongo-java-server",
        (port) => ({
          program: java,
          args: ["-Xmx256m", "-cp", `${jars}/*`, path("scripts/suites/mongodb/Server.java"), String(port)],
          url: `mongodb://127.0.0.1:${port}`,
        }),
        listens,
      );
    },
  },
];

/** @param {number} port @returns {Promise<boolean>} */
function listens(port) {
  return new Promise((done) => {
    const socket = connect(port, "127.0.0.1")
      .once("connect", () => done(true))
      .once("error", () => done(false));
    socket.once("connect", () => socket.destroy());
  });
}
