using StreamNer.Pipeline;

namespace StreamNer.Kafka.Registry;

/// <summary>The registry answered, and the answer is no: its message names what to change. Messages hold no credentials.</summary>
internal sealed class SchemaRegistryException(string message) : Exception(message);

/// <summary>The registry did not give a usable answer (no connection, time-out, 401, 403, 429, 5xx). Trying again later can help; no record is at
/// fault.</summary>
internal sealed class SchemaRegistryUnavailableException(string message, Exception? inner = null) : TransientFailureException(message, inner);
