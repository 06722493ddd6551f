/** What Terraform says: one form for `validate -json` and for the line by line JSON of the other commands. */
import { z } from 'zod';
import type { Output } from './binary';

export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly summary: string;
  readonly detail: string;
  /** `aws_vpc.network_vpc_us_east_1`, where Terraform names one. */
  readonly address?: string;
  /** `cdk.tf.json:120` */
  readonly where?: string;
}

const diagnosticSchema = z.object({
  severity: z.enum(['error', 'warning']),
  summary: z.string(),
  detail: z.string().default(''),
  address: z.string().optional(),
  range: z.object({ filename: z.string(), start: z.object({ line: z.number() }) }).optional(),
  snippet: z.object({ context: z.string().nullish() }).nullish(),
});

function diagnostic(given: z.infer<typeof diagnosticSchema>): Diagnostic {
  const { severity, summary, detail, range } = given;
  const address = given.address ?? addressIn(given.snippet?.context ?? '');
  return {
    severity,
    summary,
    detail,
    ...(address === undefined ? {} : { address }),
    ...(range === undefined ? {} : { where: `${range.filename}:${range.start.line}` }),
  };
}

/** JSON files are quoted as `resource.aws_vpc.main`. */
function addressIn(context: string): string | undefined {
  return /^(?:resource\.)?((?:data\.)?[a-z0-9]+_\w+\.\w+)/.exec(context)?.[1];
}

/** Of `terraform validate -json`. */
export function ofValidate({ stdout, stderr }: Output): readonly Diagnostic[] {
  const parsed = z.object({ diagnostics: z.array(diagnosticSchema) }).safeParse(parse(stdout));
  return parsed.success ? parsed.data.diagnostics.map(diagnostic) : [unread(stdout + stderr)];
}

/** Of the commands that print one JSON object a line. */
export function ofStream({ code, stdout, stderr }: Output): readonly Diagnostic[] {
  const line = z.object({ diagnostic: diagnosticSchema });
  const found = stdout.split('\n').flatMap((text) => {
    const parsed = line.safeParse(parse(text));
    return parsed.success ? [diagnostic(parsed.data.diagnostic)] : [];
  });
  const untold = code !== 0 && !fails(found);
  return untold ? [...found, unread(stderr || stdout)] : found;
}

/** A failure that Terraform told in plain text. */
export function unread(text: string): Diagnostic {
  const lines = text.split('\n').map((line) => line.replace(/^[│╷╵]\s?/, '').trimEnd());
  const said = lines.filter((line) => line !== '').join('\n');
  const [summary = '', ...detail] = said.replace(/^Error: /m, '').split('\n');
  return { severity: 'error', summary: summary || 'Terraform failed without a word', detail: detail.join('\n') };
}

export function fails(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === 'error');
}

export function formatDiagnostic({ summary, detail, address, where }: Diagnostic): string {
  const place = [address, where === undefined ? undefined : `(${where})`]
    .filter((part) => part !== undefined)
    .join(' ');
  const text = detail === '' ? summary : `${summary}: ${detail.replace(/\s*\n\s*/g, ' ')}`;
  return place === '' ? text : `${place}: ${text}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
