namespace StreamNer.Host.Evaluation;

/// <summary>What became of one mention of a reference.</summary>
/// <param name="Label">The label with which it was linked; empty for none.</param>
/// <param name="InBase">Whether the base has its entity.</param>
/// <param name="Among">Whether its entity is among the candidates.</param>
/// <param name="Score">The best candidate's score, 0 to 1; null when there is none.</param>
/// <param name="Right">Whether the best candidate is its entity.</param>
internal readonly record struct LinkCase(string Label, bool InBase, bool Among, float? Score, bool Right);

/// <summary>Counts of links at one threshold, and what follows from them. Shares are 0 to 1, and 0 where there is nothing to share.</summary>
/// <param name="Mentions">Mentions of the reference.</param>
/// <param name="InBase">Of these, with an entity of the base.</param>
/// <param name="Among">Of those, with their entity among the candidates.</param>
/// <param name="Links">Links made.</param>
/// <param name="Right">Of these, right.</param>
/// <param name="NilRight">Mentions without an entity in the base that were not linked.</param>
internal readonly record struct LinkCounts(int Mentions, int InBase, int Among, int Links, int Right, int NilRight)
{
    public double CandidateRecall => Share(Among, InBase);

    /// <summary>Right links as a share of the mentions whose entity is in the base.</summary>
    public double Accuracy => Share(Right, InBase);

    /// <summary>Wrong links as a share of the links made. One on a mention whose entity is absent is wrong.</summary>
    public double Wrong => Share(Links - Right, Links);

    public double NilPrecision => Share(NilRight, Mentions - Links);

    public double NilRecall => Share(NilRight, Mentions - InBase);

    public double NilF1 => Share(2 * NilRight, Mentions - Links + Mentions - InBase);

    public static double Share(int part, int of) => of == 0 ? 0 : (double)part / of;
}

/// <summary>One row of the calibration table: links with scores from <paramref name="From"/> to <paramref name="From"/> + 0.1.</summary>
internal readonly record struct CalibrationRow(double From, int Links, double MeanScore, double Right);

/// <summary>The scores of linking with given mentions.</summary>
internal sealed class LinkScore
{
    private const int Bins = 10;

    private readonly List<LinkCase> _cases = [];

    public void Add(in LinkCase one) => _cases.Add(one);

    /// <summary>The labels with which mentions were linked, in order.</summary>
    public IEnumerable<string> Labels => _cases.Select(one => one.Label).Distinct().Order(StringComparer.Ordinal);

    /// <summary>The counts where candidates that score less than a threshold are not linked.</summary>
    public LinkCounts At(double threshold, string? label = null)
    {
        int mentions = 0, inBase = 0, among = 0, links = 0, right = 0, nil = 0;
        foreach (var one in _cases)
        {
            if (label is not null && one.Label != label) continue;
            var linked = one.Score >= threshold;
            mentions++;
            if (one.InBase) inBase++;
            if (one.InBase && one.Among) among++;
            if (linked) links++;
            if (linked && one.Right) right++;
            if (!linked && !one.InBase) nil++;
        }

        return new LinkCounts(mentions, inBase, among, links, right, nil);
    }

    /// <summary>How often the best candidate is right, by its score, over ten equal ranges.</summary>
    public IEnumerable<CalibrationRow> Calibration()
    {
        var byBin = _cases.Where(one => one.Score is not null).ToLookup(one => Math.Min(Bins - 1, (int)(one.Score!.Value * Bins)));
        for (var bin = 0; bin < Bins; bin++)
        {
            var cases = byBin[bin].ToList();
            if (cases.Count == 0) continue;
            var right = LinkCounts.Share(cases.Count(one => one.Right), cases.Count);
            yield return new CalibrationRow((double)bin / Bins, cases.Count, cases.Average(one => one.Score!.Value), right);
        }
    }

    /// <summary>The counts over the threshold, from 0 to 0.95.</summary>
    public IEnumerable<(double Threshold, LinkCounts Counts)> Curve()
    {
        for (var i = 0; i < 20; i++) yield return (i / 20.0, At(i / 20.0));
    }
}
