/** A project's folder that is thrown away, and the command line run on it with the real catalog. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cli } from '../../cli/main';
import type { ExitCode } from '../../schema/problem';
import { parseEmitted, type Emitted } from '../../stacks/emitted';

/** Path relative to the project's folder, with forward slashes -> text. */
export type Files = Readonly<Record<string, string>>;

export interface Ran {
  readonly code: ExitCode;
  readonly out: string;
  readonly err: string;
  /** Every file of the project afterwards, sorted by path. */
  readonly files: ReadonlyMap<string, string>;
}

export interface Shell {
  /** @default none: neither CI nor NO_COLOR is inherited */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** @default the project's folder */
  readonly cwd?: string;
  /** @default false */
  readonly colours?: boolean;
}

export class Project {
  readonly root = mkdtempSync(path.join(tmpdir(), 'trellis-'));

  constructor(files: Files) {
    for (const [file, text] of Object.entries(files)) this.write(file, text);
  }

  write(file: string, text: string): void {
    const to = path.join(this.root, file);
    mkdirSync(path.dirname(to), { recursive: true });
    writeFileSync(to, text);
  }

  read(file: string): string {
    return readFileSync(path.join(this.root, file), 'utf8');
  }

  has(file: string): boolean {
    return existsSync(path.join(this.root, file));
  }

  remove(file: string): void {
    rmSync(path.join(this.root, file), { recursive: true });
  }

  files(): ReadonlyMap<string, string> {
    return filesOf(this.root);
  }

  /** As it was: what came since goes. */
  restore(files: ReadonlyMap<string, string>): void {
    for (const [file, text] of this.files()) {
      const before = files.get(file);
      if (before === undefined) this.remove(file);
      else if (before !== text) this.write(file, before);
    }
    for (const [file, text] of files) if (!this.has(file)) this.write(file, text);
  }

  emitted(environment: string): Emitted {
    return parseEmitted(this.read(`cdktf.out/stacks/${environment}/cdk.tf.json`));
  }

  /** What a shell would see. */
  async run(args: readonly string[], { env = {}, cwd = this.root, colours = false }: Shell = {}): Promise<Ran> {
    let out = '';
    let err = '';
    const code = await cli(args, {
      out: (text) => {
        out += text;
      },
      err: (text) => {
        err += text;
      },
      cwd,
      env,
      colours,
      interactive: false,
    });
    return { code, out, err, files: this.files() };
  }

  /** `run`, where anything but exit code 0 fails the test with what was said. */
  async done(args: readonly string[], shell?: Shell): Promise<Ran> {
    const ran = await this.run(args, shell);
    if (ran.code !== 0) throw new Error(`trellis ${args.join(' ')} exited with ${ran.code}: ${ran.err}`);
    return ran;
  }

  dispose(): void {
    rmSync(this.root, { recursive: true });
  }
}

export async function inProject<T>(files: Files, use: (project: Project) => Promise<T> | T): Promise<T> {
  const project = new Project(files);
  try {
    return await use(project);
  } finally {
    project.dispose();
  }
}

export function filesOf(folder: string): ReadonlyMap<string, string> {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  return new Map(
    found.sort().map((file) => [path.relative(folder, file).split(path.sep).join('/'), readFileSync(file, 'utf8')]),
  );
}

/** Regions with known prices and three zones each. */
export const infrastructure = cloud(['us-east-1', 'us-west-2']);

export function cloud(regions: readonly string[]): string {
  const listed = regions.map((region) => `    ${region}: {}\n`).join('');
  return `apiVersion: lattice.dev/v1alpha1
kind: CloudInfrastructure
metadata:
  name: aws
spec:
  provider: aws
  regions:
${listed}`;
}

/** An environment's file: the given lines stand under its spec, whose first one is line 6. */
export function environment(name: string, spec = ''): string {
  return `apiVersion: trellis.dev/v1alpha1
kind: Environment
metadata:
  name: ${name}
spec:
${spec}`;
}

export const infrastructureFile = 'environments/infrastructure/aws.yaml';

export function environmentFile(name: string): string {
  return `environments/${name}.yaml`;
}

/** A project of one infrastructure and these environments: name -> lines under the spec. */
export function projectOf(specs: Readonly<Record<string, string>>, regions?: readonly string[]): Files {
  return {
    [infrastructureFile]: regions === undefined ? infrastructure : cloud(regions),
    ...Object.fromEntries(
      Object.entries(specs).map(([name, spec]) => [environmentFile(name), environment(name, spec)]),
    ),
  };
}
