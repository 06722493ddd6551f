// The thread in which engines run, so that one that cycles for ever can be ended from outside. Plain JavaScript, because
// it is loaded by path, under a test runner and from a bundle alike. Each engine is loaded when first asked for.
'use strict';
const { parentPort } = require('node:worker_threads');

/** @typedef {import('./messages').Request} Request */
/** @typedef {import('./messages').HighsInput} HighsInput */
/** @typedef {import('./messages').HighsOutput} HighsOutput */
/** @typedef {import('./messages').JslpInput} JslpInput */
/** @typedef {import('./messages').JslpOutput} JslpOutput */

/** @type {Promise<import('highs').Highs> | undefined} */
let highsLoading;

function loadedHighs() {
  highsLoading ??= require('highs')();
  return highsLoading;
}

/**
 * @param {JslpInput} input
 * @returns {JslpOutput}
 */
function runJslp(input) {
  return require('javascript-lp-solver').Solve(input);
}

/**
 * @param {HighsInput} input
 * @returns {Promise<HighsOutput>}
 */
async function runHighs({ data, options, start, duals, basis }) {
  const highs = await loadedHighs();
  return highs.withModel((model) => {
    model.options.set(options);
    model.passModel({ ...data, sense: highs.constants.objectiveSense.minimize });
    if (start) model.setSolution({ colValue: start });
    if (basis) model.setBasis(basis);
    const { modelStatus } = model.run();
    const solution = model.getSolution();
    return {
      modelStatus,
      values: [...solution.colValue],
      ...(duals && { rowDuals: [...solution.rowDual], basis: basisOf(model) }),
      hasPoint: model.info.get('primal_solution_status') === highs.constants.solutionStatus.feasible,
      dualBound: Number(model.info.get('mip_dual_bound')),
    };
  });
}

/**
 * @param {import('highs').HighsModel} model
 * @returns {import('./messages').HighsBasis}
 */
function basisOf(model) {
  const { colStatus, rowStatus } = model.getBasis();
  return { colStatus: Int32Array.from(colStatus), rowStatus: Int32Array.from(rowStatus) };
}

/** @param {Request} request */
async function answer(request) {
  switch (request.engine) {
    case 'jslp':
      return runJslp(request.input);
    case 'highs':
      return runHighs(request.input);
    case 'load':
      return void (await (request.input === 'highs' ? loadedHighs() : require('javascript-lp-solver')));
    default:
      throw new TypeError('unknown engine');
  }
}

/** @param {unknown} error */
function refusal(error) {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const isBreakdown = error instanceof WebAssembly.RuntimeError || error instanceof RangeError;
  return isBreakdown ? { breakdown: text } : { failure: text };
}

parentPort.on('message', (/** @type {Request} */ request) => {
  answer(request).then(
    (output) => parentPort.postMessage({ output }),
    (error) => parentPort.postMessage(refusal(error)),
  );
});
