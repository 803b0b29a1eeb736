namespace StreamNer.Pii;

/// <summary>How strong the evidence for a finding is; higher wins where findings overlap.</summary>
internal enum PiiEvidence
{
    /// <summary>The shape alone.</summary>
    Shape,

    /// <summary>A checksum or a strict structure.</summary>
    Checksum,

    /// <summary>A context word near it, beside what the type asks for.</summary>
    Context,

    /// <summary>Given by a policy, never by a detector: no other finding may take its place, or its value would be kept or encrypted with that
    /// one's.</summary>
    MustGo,
}

/// <summary>A finding in the original text: [Start, End) in UTF-16 units, the type's name, the detector that found it, and its evidence.</summary>
internal readonly record struct PiiSpan(string Type, int Start, int End, string Detector, PiiEvidence Evidence);
