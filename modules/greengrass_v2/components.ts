/** Custom components: what may be said of one, and its recipe in AWS's format. */
import { z } from 'zod';

export const componentName = z
  .string()
  .max(128)
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9._-]*$/, 'must be a component name such as com.example.Inspector');

/** https://docs.aws.amazon.com/greengrass/v2/APIReference/API_CreateComponentVersion.html */
export const version = z
  .string()
  .max(64)
  .regex(/^\d+\.\d+\.\d+([-+][0-9A-Za-z.+-]+)?$/, 'must be a semantic version such as 1.0.0');

const json = z.record(z.string(), z.json());

const dependency = z.strictObject({
  versionRequirement: z.string().min(1).describe('Versions that will do, in the style of npm: ~2.1.0, >=1.0.0 <2.0.0.'),
  dependencyType: z
    .enum(['HARD', 'SOFT'])
    .default('HARD')
    .describe('HARD starts and stops with the other component, SOFT only waits for it; HARD when left out.'),
});

const artifact = z.strictObject({
  key: z
    .string()
    .regex(/^[A-Za-z0-9!_.*'()/-]{1,512}$/, 'must be the key of an object in the artifact bucket')
    .describe('Key of the object in the artifact bucket; upload it before the component is applied.'),
  unarchive: z
    .enum(['NONE', 'ZIP'])
    .default('NONE')
    .describe('Whether the device unpacks it: NONE or ZIP; NONE when left out.'),
});

const manifest = z.strictObject({
  platform: z
    .record(z.string(), z.string())
    .default({})
    .describe('Platforms that it is for, such as {os: linux, architecture: aarch64}; left out, every one.'),
  lifecycle: json.describe('What is run when, in the format of a recipe: {install: ..., run: ...}.'),
  artifacts: z.array(artifact).default([]).describe('Objects that the device fetches; left out, none.'),
});

export const component = z.strictObject({
  version: version.describe('Version; a changed component needs a new one, since AWS never changes a version.'),
  description: z.string().max(1024).optional().describe('What it does; left out, nothing is said.'),
  publisher: z.string().max(256).optional().describe('Who makes it; left out, nobody is named.'),
  defaultConfiguration: json.default({}).describe('Configuration that a deployment may change; left out, none.'),
  dependencies: z
    .record(componentName, dependency)
    .default({})
    .describe('Components that it needs, by name; left out, none.'),
  manifests: z.array(manifest).min(1).describe('One for each platform, the first that fits is taken; at least one.'),
});

export type Component = z.infer<typeof component>;

/** The recipe as AWS reads it. https://docs.aws.amazon.com/greengrass/v2/developerguide/component-recipe-reference.html */
export function recipe(name: string, given: Component, bucket: string): object {
  const { description, publisher, defaultConfiguration, dependencies, manifests } = given;
  return {
    RecipeFormatVersion: '2020-01-25',
    ComponentName: name,
    ComponentVersion: given.version,
    ...(description === undefined ? {} : { ComponentDescription: description }),
    ...(publisher === undefined ? {} : { ComponentPublisher: publisher }),
    ...(Object.keys(defaultConfiguration).length === 0
      ? {}
      : { ComponentConfiguration: { DefaultConfiguration: defaultConfiguration } }),
    ...(Object.keys(dependencies).length === 0
      ? {}
      : {
          ComponentDependencies: Object.fromEntries(
            sortedEntries(dependencies).map(([other, { versionRequirement, dependencyType }]) => [
              other,
              { VersionRequirement: versionRequirement, DependencyType: dependencyType },
            ]),
          ),
        }),
    Manifests: manifests.map(({ platform, lifecycle, artifacts }) => ({
      ...(Object.keys(platform).length === 0 ? {} : { Platform: platform }),
      Lifecycle: lifecycle,
      ...(artifacts.length === 0
        ? {}
        : {
            Artifacts: artifacts.map(({ key, unarchive }) => ({ Uri: `s3://${bucket}/${key}`, Unarchive: unarchive })),
          }),
    })),
  };
}

export function sortedEntries<T>(of: Readonly<Record<string, T>>): readonly (readonly [string, T])[] {
  return Object.entries(of).sort(([a], [b]) => (a < b ? -1 : 1));
}
