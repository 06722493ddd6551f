/**
 * The provider process: one gRPC server for each provider that is asked for, on a port of the loopback interface.
 * It must not run inside of jest, whose matchers may hold its event loop while Terraform waits.
 */
import { Server, ServerCredentials, type MethodDefinition, type UntypedServiceImplementation } from '@grpc/grpc-js';
import { serveRequest, type ServeReply } from '../messages';
import { Served } from './served';
import { methods, type Method } from './service';
import { message } from './wire';

const servers = new Map<string, { readonly served: Served; readonly port: Promise<number> }>();
let made = 0;

function definition(name: string, { request, response }: Method): MethodDefinition<object, object> {
  const [asked, answered] = [message(request), message(response)];
  const decode = (type: typeof asked) => (bytes: Buffer) => type.toObject(type.decode(bytes), { defaults: true });
  const encode = (type: typeof asked) => (value: object) => Buffer.from(type.encode(type.fromObject(value)).finish());
  return {
    path: `/tfplugin6.Provider/${name}`,
    requestStream: false,
    responseStream: false,
    requestSerialize: encode(asked),
    requestDeserialize: decode(asked),
    responseSerialize: encode(answered),
    responseDeserialize: decode(answered),
  };
}

function listen(served: Served): Promise<number> {
  const server = new Server({ 'grpc.max_receive_message_length': -1, 'grpc.max_send_message_length': -1 });
  const all = Object.entries(methods(served, () => String((made += 1)).padStart(8, '0')));
  const implementation: UntypedServiceImplementation = {};
  for (const [name, { answer }] of all) {
    implementation[name] = (
      call: { readonly request: unknown },
      done: (error: Error | null, value?: object) => void,
    ) => {
      try {
        done(null, answer(call.request));
      } catch (error) {
        done(error instanceof Error ? new Error(error.stack) : new Error(String(error)));
      }
    };
  }
  server.addService(Object.fromEntries(all.map(([name, method]) => [name, definition(name, method)])), implementation);
  return new Promise((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => {
      if (error === null) resolve(port);
      else reject(error);
    });
  });
}

async function serve(given: unknown): Promise<ServeReply> {
  const { id, ...request } = serveRequest.parse(given);
  let server = servers.get(request.provider);
  if (server === undefined) {
    const served = new Served(request);
    server = { served, port: listen(served) };
    servers.set(request.provider, server);
  }
  server.served.add(request);
  return { id, port: await server.port };
}

process.on('message', (given) => {
  void serve(given).then((reply) => process.send?.(reply));
});
process.on('disconnect', () => process.exit());
