import { execFile } from "node:child_process";

/** Runs a command to its end and gives what it printed; an exit code other than 0 throws with all of it. */
export function runCommand(
  cwd: string,
  command: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<string> {
  return new Promise((done, fail) => {
    const options = { cwd, maxBuffer: 1 << 28, env: { ...cleanEnvironment(), ...env } };
    execFile(command, args, options, (error, stdout, stderr) => {
      if (error) fail(new Error(`${command} ${args.join(" ")} in ${cwd}: ${stdout}\n${stderr}`));
      else done(stdout);
    });
  });
}

/** Without what npm run and vitest put in for their children: a stranger's shell has none of it. */
function cleanEnvironment(): Record<string, string | undefined> {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(npm_(lifecycle|package|command|config_local)|VITEST|NODE_ENV|NODE_OPTIONS|INIT_CWD)/.test(name),
  );
  return { ...Object.fromEntries(inherited), CI: "true" };
}
