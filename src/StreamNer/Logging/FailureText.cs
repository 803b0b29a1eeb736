using Confluent.Kafka;
using StreamNer.Configuration;
using StreamNer.Kafka;
using StreamNer.Kafka.Registry;
using StreamNer.Onnx;
using StreamNer.Pipeline;
using StreamNer.Snapshots;
using StreamNer.Work;

namespace StreamNer.Logging;

/// <summary>What is said of an exception, so that no text of a document gets into a log.</summary>
internal static class FailureText
{
    /// <summary>The message where it is known to hold no text; else types and stacks only.</summary>
    public static string Of(Exception failure) => failure switch
    {
        OptionsException mistakes => string.Join("; ", mistakes.Errors),
        KafkaFatalException or SchemaRegistryException or KafkaException or TransientFailureException or ModelException => failure.Message,
        DetectorException or HungException or IOException or UnauthorizedAccessException => failure.Message,
        DllNotFoundException => $"a native library cannot be loaded: {failure.Message.Split('\n')[0]}",
        _ => Types(failure),
    };

    /// <summary>Types and stacks of an exception and its causes, without their messages.</summary>
    public static string Types(Exception exception)
    {
        var text = exception.GetType().FullName + Environment.NewLine + exception.StackTrace;
        return exception.InnerException is { } cause ? text + Environment.NewLine + "caused by " + Types(cause) : text;
    }
}
