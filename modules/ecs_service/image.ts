/** What the URI of an image says of where it is pulled from. */

const privateRegistry =
  /^([0-9]{12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|on\.aws)\/([a-z0-9._/-]+)[:@]/;

export function isPrivateImage(image: string): boolean {
  return privateRegistry.test(image);
}

/** ARN of the repository, where the image lies in a private registry of ECR. */
export function repositoryArnOf(image: string, partition: string): string | undefined {
  const [, account, region, name] = privateRegistry.exec(image) ?? [];
  if (account === undefined || region === undefined || name === undefined) return undefined;
  return `arn:${partition}:ecr:${region}:${account}:repository/${name}`;
}
