namespace StreamNer.Inference;

/// <summary>How windows become model runs; section <c>model</c>.</summary>
public sealed record InferenceOptions : IValidatedOptions
{
    /// <summary>Budget of padded tokens (longest row times rows) for one run, 16 to 1,048,576; 0 (default) takes what suits the provider.</summary>
    public int PaddedTokensPerRun { get; init; }

    /// <summary>Most rows of one run, 1 to 4,096; 0 (default) takes what suits the provider.</summary>
    public int RowsPerRun { get; init; }

    /// <summary>Rows are padded to a multiple of this many tokens, 1 to 512; 0 (default) takes what suits the provider.</summary>
    public int LengthStep { get; init; }

    /// <summary>How many runs may be under way at once, 1 to 64; 0 (default) takes what suits the provider.</summary>
    public int ParallelRuns { get; init; }

    /// <summary>Tokens that neighbouring windows of a long document share, 0 to 256. Default 128.</summary>
    public int WindowOverlap { get; init; } = 128;

    /// <inheritdoc/>
    public void Validate(List<OptionError> errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        if (PaddedTokensPerRun != 0) Range(errors, "model:paddedTokensPerRun", PaddedTokensPerRun, 16, 1_048_576);
        if (RowsPerRun != 0) Range(errors, "model:rowsPerRun", RowsPerRun, 1, 4_096);
        if (LengthStep != 0) Range(errors, "model:lengthStep", LengthStep, 1, 512);
        if (ParallelRuns != 0) Range(errors, "model:parallelRuns", ParallelRuns, 1, 64);
        Range(errors, "model:windowOverlap", WindowOverlap, 0, 256);
    }

    // Measured with the shipped model on two cores with AVX-512 VNNI (tokens a second of processor time): 128 to 256 padded tokens a run are
    // best, 1,024 cost 20 %, 2,048 cost 30 % (what is computed no longer fits the cache); rounding rows up to 8 costs 10 %; two runs of one
    // thread each do 1.4 times the work of one run of two threads. Many rows win nothing on a processor, and much on a graphics card.
    /// <summary>
    /// These options with every 0 replaced by the choice for a graphics card, or for a processor with <paramref name="cores"/> cores for runs.
    /// </summary>
    public InferenceOptions Resolve(bool gpu, int cores) => this with
    {
        PaddedTokensPerRun = PaddedTokensPerRun != 0 ? PaddedTokensPerRun : gpu ? 16_384 : 192,
        RowsPerRun = RowsPerRun != 0 ? RowsPerRun : gpu ? 256 : 32,
        LengthStep = LengthStep != 0 ? LengthStep : gpu ? 16 : 1,
        ParallelRuns = ParallelRuns != 0 ? ParallelRuns : gpu ? 1 : Math.Max(1, cores),
    };

    private static void Range(List<OptionError> errors, string key, int value, int least, int most)
    {
        if (value < least || value > most) errors.Add(new OptionError(key, $"must be {least} to {most}, is {value}"));
    }
}
