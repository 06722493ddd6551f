import fc from 'fast-check';
import { UserError } from '../../schema/problem';
import { Token } from 'cdktf';
import { escapeDeep } from '../../stacks/escape';
import { parseEmitted } from '../../stacks/emitted';
import { render } from '../../stacks/render';
import { facts, place, registry, stackInput, topic } from './fixtures';

const hostile = 'a ${aws_vpc.x.id} and %{ if true }b%{ endif } costs $5 or 5%';
const literal = 'a $${aws_vpc.x.id} and %%{ if true }b%%{ endif } costs $5 or 5%';

async function emitTopic(inputs: unknown, tags: Record<string, string> = {}): Promise<ReturnType<typeof parseEmitted>> {
  const { files } = await render(
    [stackInput('dev', [place(topic, 'us-east-1', { inputs })], [], { tags })],
    registry,
    facts,
  );
  return parseEmitted(files.get('stacks/dev/cdk.tf.json') ?? '');
}

it('emits text from inputs and tags as text, in values and in keys', async () => {
  const emitted = await emitTopic({ displayName: hostile, tags: { '${path.cwd}': hostile } }, { [hostile]: hostile });
  expect(emitted.resource['aws_sns_topic']?.['topic_topic_us_east_1']).toMatchObject({
    display_name: literal,
    tags: { '$${path.cwd}': literal },
  });
  expect(emitted.provider['aws']?.[0]?.['default_tags']).toEqual([
    { tags: { [literal]: literal, 'trellis.dev/environment': 'dev' } },
  ]);
});

it('emits any text as it is, but for the escapes', async () => {
  const piece = fc.constantFrom(
    '${',
    '%{',
    '$',
    '%',
    '{{',
    '}',
    '"',
    '\\',
    '\n',
    '1e5',
    '-2.5e+10',
    'é',
    '${"x"}',
    '</',
  );
  const texts = fc.sample(fc.array(piece, { maxLength: 8 }), { numRuns: 500, seed: 1 }).map((parts) => parts.join(''));
  const tags = Object.fromEntries(texts.map((text, index) => [`t${index}`, text]));
  const emitted = await emitTopic({ displayName: '', tags });
  const opening = /(^|[^$%])(\$|%)\{/;
  const got = emitted.resource['aws_sns_topic']?.['topic_topic_us_east_1']?.['tags'];
  expect(got).toEqual(escapeDeep(tags));
  expect(Object.values(tags).filter((text) => opening.test(text)).length).toBeGreaterThan(100);
  expect(Object.values(got ?? {}).filter((text) => opening.test(String(text)))).toEqual([]);
});

it('escapes every depth and leaves other values alone', () => {
  expect(escapeDeep([{ a: ['${x}', 1, true, null] }])).toEqual([{ a: ['$${x}', 1, true, null] }]);
});

it.each([
  ['a string token', '${TfToken[TOKEN.0]}'],
  ['a list token', ['#{TfToken[TOKEN.0]}']],
  ['a key', { '${TfToken[TOKEN.0]}': 1 }],
  ['the value of a map token', 'String Map Token Value'],
  ['a number token', Token.asNumber('${x}')],
  ['a number token in a text', `port ${Token.asNumber('${x}')}`],
  ['the number of a map token', -123456789],
  ['a prototype', JSON.parse('{"__proto__": {"a": 1}}')],
])('refuses %s, which would become live', async (_what: string, value: unknown) => {
  const emitting = emitTopic({ displayName: 'x', tags: {}, extra: value });
  await expect(emitting).rejects.toBeInstanceOf(UserError);
  await expect(emitting).rejects.toMatchObject({ problems: [{ code: 'reserved-text' }] });
});

it('says what to do', () => {
  expect(() => escapeDeep('${TfToken[TOKEN.0]}')).toThrowErrorMatchingInlineSnapshot(
    `"The value "\${TfToken[TOKEN.0]}" can't be written to Terraform: it reads as one of cdktf's own placeholders. Use another text. [reserved-text]"`,
  );
});
