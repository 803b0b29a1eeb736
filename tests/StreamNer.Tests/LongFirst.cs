using Xunit.Sdk;
using Xunit.v3;

namespace StreamNer.Tests;

/// <summary>Starts the classes given first, in their order: begun last, a long one would run alone at the end.</summary>
internal abstract class LongFirst(params Type[] classes) : ITestCollectionOrderer
{
    /// <inheritdoc/>
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection => [.. testCollections.OrderBy(Place)];

    private int Place<TTestCollection>(TTestCollection collection)
        where TTestCollection : ITestCollection
    {
        // Each class is a collection of its own, named after it.
        var place = Array.FindIndex(classes, one => collection.TestCollectionDisplayName.Contains(one.FullName + " ", StringComparison.Ordinal));
        return place < 0 ? classes.Length : place;
    }
}
