// Serialises or deserialises one value with the official registry client.
// Standard input: {"command": "serialize"|"deserialize", "url", "topic", "files": [base64 descriptors], "type", "message"|"value"}
// Standard output: {"value": base64} or {"type", "message"}
import { readFileSync } from "node:fs";
import { create, createFileRegistry, createRegistry, fromBinary, fromJson, toJson } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { ProtobufDeserializer, ProtobufSerializer, SchemaRegistryClient, SerdeType } from "@confluentinc/schemaregistry";

const input = JSON.parse(readFileSync(0, "utf8"));
const files = input.files.map(file => fromBinary(FileDescriptorProtoSchema, Buffer.from(file, "base64")));
const registry = createFileRegistry(create(FileDescriptorSetSchema, { file: files }));
const client = new SchemaRegistryClient({ baseURLs: [input.url] });

if (input.command === "serialize") {
  const serializer = new ProtobufSerializer(client, SerdeType.VALUE, { registry: createRegistry(...registry), autoRegisterSchemas: true });
  const value = await serializer.serialize(input.topic, fromJson(registry.getMessage(input.type), input.message));
  console.log(JSON.stringify({ value: Buffer.from(value).toString("base64") }));
} else {
  const deserializer = new ProtobufDeserializer(client, SerdeType.VALUE, {});
  const message = await deserializer.deserialize(input.topic, Buffer.from(input.value, "base64"));
  const options = { alwaysEmitImplicit: true };
  console.log(JSON.stringify({ type: message.$typeName, message: toJson(registry.getMessage(message.$typeName), message, options) }));
}
