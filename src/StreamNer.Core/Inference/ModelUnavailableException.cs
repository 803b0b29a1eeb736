using StreamNer.Pipeline;

namespace StreamNer.Inference;

/// <summary>
/// The engine fails even on its probe text: not the data's fault. Nothing may be dead-lettered; the flow waits and tries the same batch again.
/// </summary>
internal sealed class ModelUnavailableException(string message, Exception? inner = null) : TransientFailureException(message, inner);
