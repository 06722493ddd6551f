// What a floor program does at run time: cdktf and the bindings alone. floor.ts puts the imports of the classes before
// it. It is JavaScript because the classes are only known when the program is made.
const { readFileSync } = require('node:fs');
const { Construct } = require('constructs');

/** Values are written as they are; `{ $ref: [resource, attribute] }` becomes the token of that attribute. */
function valueOf(value, made) {
  if (Array.isArray(value)) return value.map((item) => valueOf(item, made));
  if (typeof value !== 'object' || value === null) return value;
  if (value.$ref !== undefined) return made.get(value.$ref[0]).getStringAttribute(value.$ref[1]);
  const result = {};
  for (const key in value) result[key] = valueOf(value[key], made);
  return result;
}

exports.run = function run(cdktf, classes, dataFile, outdir) {
  const app = new cdktf.App({ outdir, stackTraces: false });
  for (const { name, backend, blocks, outputs } of JSON.parse(readFileSync(dataFile, 'utf8'))) {
    const stack = new cdktf.TerraformStack(app, name);
    new cdktf[backend.class](stack, backend.config);
    const made = new Map();
    for (const { type, id, config } of blocks) {
      made.set(`${type}.${id}`, new classes[type](stack, id, valueOf(config, made)));
    }
    // An output may be called as a resource is; constructs of one scope may not.
    const scope = new Construct(stack, 'outputs');
    for (const id in outputs) new cdktf.TerraformOutput(scope, id, valueOf(outputs[id], made)).overrideLogicalId(id);
  }
  app.synth();
};
