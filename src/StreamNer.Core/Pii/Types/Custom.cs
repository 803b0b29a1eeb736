namespace StreamNer.Pii.Types;

/// <summary>What the rules and lists of the configuration report.</summary>
internal static class Custom
{
    /// <summary>No form of its own.</summary>
    public static readonly PiiType Type = new("CUSTOM", int.MaxValue);
}
