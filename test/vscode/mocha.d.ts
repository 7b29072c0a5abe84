/// <reference types="mocha" />

// Mocha's build without Node.js, which runs in both kinds of extension host.
declare module 'mocha/mocha' {
  const mocha: {
    setup(options: { ui: 'bdd'; timeout: number; reporter: new (runner: Mocha.Runner) => unknown }): void;
    run(done: (failures: number) => void): void;
  };
  export default mocha;
}
