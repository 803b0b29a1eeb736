namespace StreamNer.Pipeline;

/// <summary>
/// Something every document needs is down (the model, the schema registry): it is not the data's fault. Who catches it retries the same
/// work with back-off; nothing is dead-lettered. The message names the part and its state, never text of a document.
/// </summary>
public class TransientFailureException : Exception
{
    /// <summary>Creates it with a message for the log.</summary>
    public TransientFailureException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
