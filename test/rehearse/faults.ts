/** Faults of every kind that a module, or a hand in a generated file, could make: where each is found, and what is said. */
import type { StepName } from '../../rehearse';
import { only, soundStack, type Stack } from './stack';

export interface Fault {
  readonly name: string;
  /** Text of the stack with the fault in it. */
  readonly text: string;
  /** The step that must fail. */
  readonly step: StepName;
  /** Part of what must be said. */
  readonly says: string;
}

function plant(name: string, step: StepName, says: string, change: (stack: Stack) => void): Fault {
  const stack = soundStack();
  change(stack);
  return { name, text: JSON.stringify(stack, null, 2), step, says };
}

/** A fault that data can't express. */
function write(name: string, step: StepName, says: string, change: (text: string) => string): Fault {
  const text = JSON.stringify(soundStack(), null, 2);
  const changed = change(text);
  if (changed === text) throw new Error(`the fault ${name} changes nothing`);
  return { name, text: changed, step, says };
}

const vpc = 'aws_vpc.network_vpc_us_east_1';

const shapes: readonly Fault[] = [
  plant('an argument that does not exist', 'validate', 'No argument or block type is named "cidr"', (stack) => {
    only(stack, 'aws_vpc')['cidr'] = '10.0.0.0/16';
  }),
  plant('a misspelt argument in a block', 'validate', 'No argument or block type is named "topic_arm"', (stack) => {
    only(stack, 'aws_s3_bucket_notification')['topic'] = [{ events: [], topic_arn: 'arn', topic_arm: 'arn' }];
  }),
  plant('a required argument left out', 'validate', 'The argument "bucket" is required', (stack) => {
    delete only(stack, 'aws_s3_bucket_notification')['bucket'];
  }),
  plant('a required argument left out of a block', 'validate', 'The argument "topic_arn" is required', (stack) => {
    only(stack, 'aws_s3_bucket_notification')['topic'] = [{ events: [] }];
  }),
  plant('a word where a number belongs', 'validate', 'attribute "port": a number is required', (stack) => {
    only(stack, 'aws_vpclattice_listener')['port'] = 'https';
  }),
  plant('a list where a text belongs', 'validate', 'attribute "cidr_block": string required', (stack) => {
    only(stack, 'aws_vpc')['cidr_block'] = ['10.0.0.0/16'];
  }),
  plant('an object where a tag belongs', 'validate', 'attribute "tags": element "Name": string required', (stack) => {
    only(stack, 'aws_vpc')['tags'] = { Name: { first: 'test' } };
  }),
  plant('a block left out', 'validate', 'At least 1 "default_action" blocks are required', (stack) => {
    delete only(stack, 'aws_vpclattice_listener')['default_action'];
  }),
  plant(
    'a block twice where one is allowed',
    'validate',
    'No more than 1 "default_action" blocks are allowed',
    (stack) => {
      const action = { fixed_response: { status_code: 404 } };
      only(stack, 'aws_vpclattice_listener')['default_action'] = [action, action];
    },
  ),
  plant('a member of a security rule left out', 'validate', 'attribute "ingress": element 0: attributes', (stack) => {
    only(stack, 'aws_security_group')['ingress'] = [{ from_port: 443, to_port: 443, protocol: 'tcp' }];
  }),
  plant('an attribute that the provider decides', 'validate', 'arn is decided by the provider', (stack) => {
    only(stack, 'aws_vpc')['arn'] = 'arn:aws:ec2:us-east-1:000000000000:vpc/vpc-1';
  }),
  plant('a resource type that does not exist', 'validate', 'does not support resource type "aws_vpcx"', (stack) => {
    stack.resource['aws_vpcx'] = { main: {} };
  }),
  plant('a data source that does not exist', 'validate', 'does not support data source "aws_caller"', (stack) => {
    stack.data['aws_caller'] = { me: {} };
  }),
  plant('a data source without what it looks up', 'validate', 'The argument "name" is required', (stack) => {
    stack.data['aws_iam_role'] = { deployer: {} };
  }),
  plant(
    'a provider setting that does not exist',
    'validate',
    'No argument or block type is named "regoin"',
    (stack) => {
      stack.provider['aws'] = [{ regoin: 'us-east-1' }];
    },
  ),
  plant('a name that is no identifier', 'init', 'Invalid resource name', (stack) => {
    stack.resource['aws_vpc'] = { '1st': { cidr_block: '10.0.0.0/16', region: 'us-east-1' } };
  }),
];

const references: readonly Fault[] = [
  plant(
    'a reference to a resource that is not there',
    'validate',
    '"aws_vpc" "nope" has not been declared',
    (stack) => {
      only(stack, 'aws_subnet')['vpc_id'] = '${aws_vpc.nope.id}';
    },
  ),
  plant('a reference to an attribute that is not there', 'validate', 'exported attribute named "idd"', (stack) => {
    only(stack, 'aws_subnet')['vpc_id'] = `\${${vpc}.idd}`;
  }),
  plant('a cycle', 'validate', 'Cycle: ', (stack) => {
    only(stack, 'aws_vpc')['tags'] = { Subnet: '${aws_subnet.network_subnet_us_east_1.id}' };
  }),
  plant('a reference to itself', 'apply', 'Self-referential block', (stack) => {
    only(stack, 'aws_vpc')['tags'] = { Arn: `\${${vpc}.arn}` };
  }),
  plant('a dependency that is not there', 'validate', '"aws_vpc" "other" has not been declared', (stack) => {
    only(stack, 'aws_subnet')['depends_on'] = ['aws_vpc.other'];
  }),
  plant('an output of a resource that is not there', 'validate', '"aws_lambda_function" "f" has not been', (stack) => {
    stack.output['function'] = { value: '${aws_lambda_function.f.arn}' };
  }),
  plant(
    'a variable that nobody declares',
    'validate',
    'An input variable with the name "cidr" has not been',
    (stack) => {
      only(stack, 'aws_vpc')['cidr_block'] = '${var.cidr}';
    },
  ),
  plant('an unknown function', 'validate', 'There is no function named "cidrsubnetz"', (stack) => {
    only(stack, 'aws_subnet')['cidr_block'] = `\${cidrsubnetz(${vpc}.cidr_block, 8, 0)}`;
  }),
  plant('a function without an argument', 'validate', 'Function "cidrsubnet" expects 3 argument', (stack) => {
    only(stack, 'aws_subnet')['cidr_block'] = `\${cidrsubnet(${vpc}.cidr_block, 8)}`;
  }),
  plant('a text of a user that became a template', 'validate', '"team" "name" has not been declared', (stack) => {
    only(stack, 'aws_vpc')['tags'] = { Team: 'owned by ${team.name}' };
  }),
  plant('a directive of a user that became a template', 'validate', 'not a valid template control keyword', (stack) => {
    only(stack, 'aws_vpc')['tags'] = { Load: 'at %{load}' };
  }),
  plant('a token that was never resolved', 'validate', 'Invalid reference', (stack) => {
    only(stack, 'aws_subnet')['vpc_id'] = '${TfToken[TOKEN.7]}';
  }),
  plant('a provider alias that nobody configures', 'validate', 'west', (stack) => {
    only(stack, 'aws_vpc')['provider'] = 'aws.west';
  }),
  plant('keys that are known only after apply', 'apply', 'Invalid for_each argument', (stack) => {
    only(stack, 'aws_subnet')['for_each'] = `\${toset([${vpc}.id])}`;
  }),
];

const files: readonly Fault[] = [
  write('an address twice', 'init', 'A aws_vpc resource named "network_vpc_us_east_1" was already declared', (text) =>
    text.replace('"aws_vpc": {', '"aws_vpc": { "network_vpc_us_east_1": { "cidr_block": "10.1.0.0/16" },'),
  ),
  write('a file cut short', 'check', 'cdk.tf.json is no stack that cdktf emits', (text) => text.slice(0, -10)),
  plant('a version that nobody has', 'init', 'Unsupported Terraform Core version', (stack) => {
    stack.terraform['required_version'] = '>= 99';
  }),
  plant('no state backend', 'check', 'The stack must name one backend', (stack) => {
    delete stack.terraform['backend'];
  }),
  plant('an absolute state path', 'check', 'The state path /home/me/terraform.tfstate', (stack) => {
    stack.terraform['backend'] = { local: { path: '/home/me/terraform.tfstate' } };
  }),
  plant('a credential', 'check', 'The provider aws sets secret_key', (stack) => {
    stack.provider['aws'] = [{ region: 'us-east-1', secret_key: 'not-a-real-one' }];
  }),
  plant('a program to run', 'check', 'aws_vpc.network_vpc_us_east_1 runs a program', (stack) => {
    only(stack, 'aws_vpc')['provisioner'] = [{ 'local-exec': { command: 'true' } }];
  }),
  plant('a state of another stack', 'check', 'data.terraform_remote_state.other reads a real state', (stack) => {
    stack.data['terraform_remote_state'] = { other: { backend: 's3', config: {} } };
  }),
];

const behaviour: readonly Fault[] = [
  plant('a regional resource that names no region', 'validate', 'One of region must be set', (stack) => {
    delete only(stack, 'aws_subnet')['region'];
  }),
  plant('an argument that never settles', 'apply nothing more', 'changed by each further apply (tags', (stack) => {
    only(stack, 'aws_vpc')['tags'] = { At: '${timestamp()}' };
  }),
];

export const faults: readonly Fault[] = [...shapes, ...references, ...files, ...behaviour];
