namespace StreamNer.Pii;

/// <summary>How a scan ended. The text is fit for redaction only when <see cref="Complete"/>.</summary>
/// <param name="ExhaustedDetector">The detector whose step budget was used up, or null.</param>
/// <param name="Steps">Steps of all detectors together; the same for the same text and rules on any machine.</param>
internal readonly record struct PiiScanResult(string? ExhaustedDetector, long Steps)
{
    /// <summary>Whether every detector saw the text to its end.</summary>
    public bool Complete => ExhaustedDetector is null;
}
