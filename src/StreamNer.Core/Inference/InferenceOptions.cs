using StreamNer.Configuration;

namespace StreamNer.Inference;

/// <summary>How windows become model runs; section <c>model</c>.</summary>
public sealed record InferenceOptions : IValidatedOptions
{
    [Setting("Padded tokens in one model run (longest row times rows); 0 chooses for the processor.",
        Least = 16, Most = 1_048_576, OrZero = true)]
    public int PaddedTokensPerRun { get; init; }

    [Setting("Rows in one model run; 0 chooses for the processor.", Least = 1, Most = 4_096, OrZero = true)]
    public int RowsPerRun { get; init; }

    [Setting("Rows are padded to a multiple of this many tokens; 0 chooses for the processor.", Least = 1, Most = 512, OrZero = true)]
    public int LengthStep { get; init; }

    [Setting("Concurrent model runs; 0 chooses for the processor.", Least = 1, Most = 64, OrZero = true)]
    public int ParallelRuns { get; init; }

    [Setting("Tokens by which neighbouring windows of a long document overlap.", Least = 0, Most = 256)]
    public int WindowOverlap { get; init; } = 128;

    [Setting("Seconds after which a hanging model run ends the process, with nothing of its batch committed.",
        Least = 1, Most = 3_600)]
    public int WatchdogSeconds { get; init; } = 120;

    /// <inheritdoc/>
    public void Validate(List<OptionError> errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        errors.CheckRanges("model", this);
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
}
