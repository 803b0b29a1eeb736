using StreamNer.Decoding;

namespace StreamNer.Linking;

/// <summary>Step 4, the part that no text changes: the features of candidates that follow from name and base.</summary>
internal static class NameScore
{
    // Inhabitants of a place that texts name without saying that it is one.
    private const float Large = 100_000;

    /// <summary>Sets what the name says for each candidate (<see cref="RankedCandidate.Own"/>).</summary>
    /// <param name="candidates">All candidates of the name.</param>
    /// <param name="kind">What the name's label means.</param>
    /// <param name="folded">The folded name.</param>
    /// <param name="weights">What the features count.</param>
    public static void Weigh(Span<RankedCandidate> candidates, LabelKind kind, string folded, LinkWeights weights)
    {
        if (candidates.IsEmpty) return;
        Span<float> features = stackalloc float[LinkWeights.Count];
        var sums = new Sums(candidates);
        foreach (ref var one in candidates)
        {
            Features(features, one, kind, folded, sums);
            one.Own = weights.OfName(features);
        }
    }

    /// <summary>The features of one candidate, for a trace.</summary>
    public static void Features(Span<float> features, int candidate, ReadOnlySpan<RankedCandidate> candidates, LabelKind kind, string folded) =>
        Features(features, candidates[candidate], kind, folded, new Sums(candidates));

    /// <summary>The candidate of the greatest weight, the first of equal ones; null without any.</summary>
    public static EntityFacts? Likeliest(ReadOnlySpan<RankedCandidate> candidates)
    {
        EntityFacts? best = null;
        var most = 0f;
        foreach (ref readonly var one in candidates)
        {
            // A tiny prior may have no weight left.
            if (best is null || one.Weight > most) (best, most) = (one.Facts, one.Weight);
        }

        return best;
    }

    private static void Features(Span<float> features, in RankedCandidate one, LabelKind kind, string folded, in Sums sums)
    {
        var several = folded.Contains(' ', StringComparison.Ordinal);
        features[(int)LinkFeature.Always] = 1;
        Set(features, LinkFeature.SeveralWords, several);
        Set(features, LinkFeature.Unlabelled, kind == LabelKind.Other);
        Set(features, LinkFeature.Miscellaneous, kind == LabelKind.Miscellaneous);
        features[(int)LinkFeature.Ambiguity] = MathF.Log(sums.Count) / 3;
        features[(int)LinkFeature.Prior] = one.Weight;
        features[(int)LinkFeature.Share] = sums.Weight > 0 ? one.Weight / sums.Weight : 0;
        features[(int)LinkFeature.Margin] = one.Weight - sums.MostBeside(one.Weight);
        Alias(features, one, kind, folded.Length, several);
        Types(features, one.Facts, kind, sums);
        Place(features, one.Facts, sums);
    }

    private static void Alias(Span<float> features, in RankedCandidate one, LabelKind kind, int length, bool several)
    {
        var person = one.Facts.Kind == LabelKind.Person;
        Set(features, LinkFeature.Surname, one.Kind is AliasKind.Surname or AliasKind.Initials);
        Set(features, LinkFeature.PersonOfOneWord, person && !several && one.Facts.Prior <= KnowledgeRecord.DefaultPrior);
        Set(features, LinkFeature.Short, length <= 3 && !(kind == LabelKind.Organization && one.Facts.Kind == LabelKind.Organization));
        features[(int)LinkFeature.Fame] = person ? one.Facts.Prior : 0;
        Set(features, LinkFeature.MadeAlias, !one.Kind.IsStated());
        Set(features, LinkFeature.Demonym, one.Kind == AliasKind.Demonym);
        Set(features, LinkFeature.Near, one.Near);
    }

    private static void Types(Span<float> features, EntityFacts facts, LabelKind mention, in Sums sums)
    {
        var entity = facts.Kind;
        Set(features, LinkFeature.Person, entity == LabelKind.Person);
        Set(features, LinkFeature.Organization, entity == LabelKind.Organization);
        Set(features, LinkFeature.OtherType, entity is LabelKind.Miscellaneous or LabelKind.Other);
        var known = mention is LabelKind.Person or LabelKind.Organization or LabelKind.Location;
        Set(features, LinkFeature.OrganizationForOther, entity == LabelKind.Organization && mention == LabelKind.Miscellaneous);
        Set(features, LinkFeature.PlaceForOrganization, entity == LabelKind.Location && mention == LabelKind.Organization);
        Set(features, LinkFeature.PlaceBesideOrganization,
            sums.AnyOrganization && entity == LabelKind.Location && mention == LabelKind.Organization);
        Set(features, LinkFeature.SmallPlaceForOther,
            entity == LabelKind.Location && mention != LabelKind.Location && facts.Popularity is > 0 and < Large);
        Set(features, LinkFeature.PersonOrNot, known && entity == LabelKind.Person != (mention == LabelKind.Person));
    }

    private static void Place(Span<float> features, EntityFacts facts, in Sums sums)
    {
        var place = facts.Kind == LabelKind.Location;
        features[(int)LinkFeature.Population] = place ? MathF.Log10(1 + facts.Popularity) / 8 : 0;
        features[(int)LinkFeature.PopulationShare] = place && sums.Population > 0 ? facts.Popularity / sums.Population : 0;
        Set(features, LinkFeature.State, place && facts.IsRegion);
        Set(features, LinkFeature.EnglishPlace, place && facts.Country is "US" or "GB" or "CA" or "AU" or "IE" or "NZ");
    }

    private static void Set(Span<float> features, LinkFeature feature, bool holds) => features[(int)feature] = holds ? 1 : 0;

    /// <summary>What the candidates of a name have together.</summary>
    private readonly struct Sums
    {
        private readonly float _most;
        private readonly float _second;

        public Sums(ReadOnlySpan<RankedCandidate> candidates)
        {
            Count = candidates.Length;
            foreach (ref readonly var one in candidates)
            {
                Weight += one.Weight;
                AnyOrganization |= one.Facts.Kind == LabelKind.Organization;
                if (one.Facts.Kind == LabelKind.Location) Population += one.Facts.Popularity;
                if (one.Weight > _most) (_most, _second) = (one.Weight, _most);
                else _second = Math.Max(_second, one.Weight);
            }
        }

        public int Count { get; }

        public float Weight { get; }

        public float Population { get; }

        public bool AnyOrganization { get; }

        /// <summary>The greatest weight beside a candidate's own; 0 when there is no other.</summary>
        public float MostBeside(float weight) => weight < _most ? _most : _second;
    }
}
