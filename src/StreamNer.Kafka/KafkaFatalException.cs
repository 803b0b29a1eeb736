namespace StreamNer.Kafka;

/// <summary>The worker cannot go on and a person has to change something; the message says what and names the setting. Nothing is committed ahead of
/// its output.</summary>
internal sealed class KafkaFatalException(string message, Exception? inner = null) : Exception(message, inner);
