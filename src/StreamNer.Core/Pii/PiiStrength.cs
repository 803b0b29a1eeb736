namespace StreamNer.Pii;

/// <summary>What a detector asks for before it reports.</summary>
internal enum PiiStrength
{
    /// <summary>Form and checksum are strong: found anywhere.</summary>
    Structural,

    /// <summary>Form and checksum alone pass too many ordinary numbers: found only near a context word.</summary>
    Contextual,
}
