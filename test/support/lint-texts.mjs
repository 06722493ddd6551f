// Lints texts as if they stood in the named files: [{ file, text, typed }] on stdin, a list of messages for each on
// stdout. Types are looked up only where asked for: that takes a second a text.
// ESLint's configuration is an ES module, which jest's own loader can't import: hence a process of its own.
import { text } from 'node:stream/consumers';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';

const typed = new ESLint();
const untyped = new ESLint({ overrideConfig: tseslint.configs.disableTypeChecked });
const reports = [];
for (const planted of JSON.parse(await text(process.stdin))) {
  const [result] = await (planted.typed ? typed : untyped).lintText(planted.text, { filePath: planted.file });
  reports.push(result.messages.map(({ ruleId, message }) => ({ ruleId, message })));
}
process.stdout.write(JSON.stringify(reports));
