/**
 * Mocha's words for people, each line after a bar so that a host's own chatter can be told from them, and three
 * kinds of line for the launcher: `#test`, where it stands, `#took`, the milliseconds of a test or a hook, and
 * `#summary`, without which a suite counts as failed.
 */
const { format } = require('node:util');
const { Base } = require('mocha').reporters;

const SLOW = 500;

/** The title of the outermost `describe` around a test or a hook. */
const outermost = ({ parent }) => (!parent.parent || parent.parent.root ? parent.title : outermost(parent));

Base.consoleLog = (...args) => console.log(format(...args).replace(/^/gm, '| '));

module.exports = class extends Base {
  constructor(runner, options) {
    super(runner, options);
    runner.on('test', (test) => console.log(`#test ${test.fullTitle()}`));
    for (const event of ['test end', 'hook end'])
      runner.on(event, (it) => console.log(`#took ${it.duration ?? 0} ${it.fullTitle()}`));
    runner.on('pass', (test) => {
      if (test.duration >= SLOW) Base.consoleLog(`✓ ${test.fullTitle()} (${test.duration} ms)`);
    });
    runner.on('fail', (test, error) => Base.consoleLog(`✗ ${test.fullTitle()}: ${error.message.split('\n')[0]}`));
    runner.on('pending', (test) => Base.consoleLog(`- left out: ${test.fullTitle()}`));
    runner.once('end', () => {
      this.epilogue();
      const failures = this.failures.map((test) => `${test.fullTitle()}: ${test.err.message.split('\n')[0]}`);
      const { passes: passed, pending } = this.stats;
      const groups = [...new Set(this.failures.map(outermost))];
      console.log(`#summary ${JSON.stringify({ passed, failed: failures.length, pending, failures, groups })}`);
    });
  }
};
