import { App, S3Backend, TerraformStack } from 'cdktf';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic';
import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketNotification } from '@cdktf/provider-aws/lib/s3-bucket-notification';
const n = Number(process.argv[3]);
const t = process.hrtime.bigint();
const app = new App({ outdir: process.argv[2]!, stackTraces: false });
for (let i = 0; i < n; i++) {
const stack = new TerraformStack(app, 'prod'+i);
new S3Backend(stack, { bucket: 'states', key: 'k', region: 'us-east-1' });
new AwsProvider(stack, 'aws', { region: 'us-east-1' });
const topic = new SnsTopic(stack, `topic_topic_us_east_1`, { name: `prod-k${i}`, region: 'us-east-1', displayName: `k${i}`, tags: {} });
const b = new S3Bucket(stack, 'b', {bucket: 'x', region: 'us-east-1', lifecycle: {preventDestroy: true}});
new S3BucketNotification(stack, 'n', {bucket: b.id, region: 'us-east-1', topic: [{topicArn: topic.arn, events: ['s3:ObjectCreated:*']}]});
}
app.synth();
console.log(n, Number(process.hrtime.bigint() - t) / 1e6);
