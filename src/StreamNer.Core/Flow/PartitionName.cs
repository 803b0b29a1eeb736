using System.Globalization;

namespace StreamNer.Flow;

/// <summary>How a partition is written in messages.</summary>
internal static class PartitionName
{
    /// <summary>Such as <c>raw[0]</c>.</summary>
    public static string Of(string topic, int partition) => string.Create(CultureInfo.InvariantCulture, $"{topic}[{partition}]");

    /// <summary>Such as <c>raw[0] offset 17</c>.</summary>
    public static string Of(string topic, int partition, long offset) =>
        string.Create(CultureInfo.InvariantCulture, $"{topic}[{partition}] offset {offset}");

    /// <summary><c>1 partition</c>, <c>3 partitions</c>.</summary>
    public static string Count(int partitions) =>
        partitions == 1 ? "1 partition" : string.Create(CultureInfo.InvariantCulture, $"{partitions} partitions");
}
