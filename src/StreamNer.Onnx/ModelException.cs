namespace StreamNer.Onnx;

/// <summary>
/// A model that cannot be used as configured: the message names the file and what is wrong, <see cref="Setting"/> the key to change.
/// </summary>
public class ModelException : Exception
{
    /// <summary>Creates it.</summary>
    /// <param name="setting">The key to change, such as <c>model:path</c>.</param>
    /// <param name="message">What is wrong, without the key.</param>
    /// <param name="inner">The cause, if any.</param>
    public ModelException(string setting, string message, Exception? inner = null)
        : base($"{setting}: {message}", inner) => Setting = setting;

    /// <summary>The key to change.</summary>
    public string Setting { get; }
}

/// <summary>The execution provider that was asked for strictly cannot be had on this machine.</summary>
public sealed class ProviderUnavailableException(string message, Exception? inner = null) : ModelException("model:provider", message, inner);
