using System.Text.Json.Nodes;
using StreamNer.Host.Configuration;

namespace StreamNer.Host.Cli;

/// <summary>A setting for <c>config show</c>: as it holds, and as it is defined. One that is not there (an empty map) has no value.</summary>
internal sealed record ListedSetting(string Key, EffectiveSetting? Effective, SettingInfo? Info);

/// <summary>How <c>config show</c> writes settings.</summary>
internal static class SettingListing
{
    /// <summary>Settings that hold, each with its definition; with <paramref name="withUnset"/> also the maps and lists that are empty.</summary>
    public static IReadOnlyList<ListedSetting> Of(IReadOnlyList<EffectiveSetting> effective, bool withUnset)
    {
        var listed = effective.Select(setting => new ListedSetting(setting.Key, setting, SettingCatalogue.Find(setting.Key))).ToList();
        if (!withUnset) return listed;
        var shown = listed.Select(setting => setting.Info).ToHashSet();
        return
        [
            .. from pair in SettingCatalogue.All.Select((info, place) => (info, place))
               from setting in shown.Contains(pair.info) ? listed.Where(one => one.Info == pair.info) : [new(pair.info.Key, null, pair.info)]
               orderby pair.place
               select setting,
        ];
    }

    /// <summary>Lines of text: <c>key = value    # source</c>.</summary>
    public static IEnumerable<string> Text(IReadOnlyList<ListedSetting> settings, bool describe)
    {
        foreach (var (key, effective, info) in settings)
        {
            yield return effective is { } setting ? $"{key} = {setting.Value}    # {Source(setting, info)}" : $"{key}    # none";
            if (!describe || info is null) continue;
            yield return $"    {info.Attribute.Meaning}";
            var range = info.Attribute.Range.Length > 0 ? $"; {info.Attribute.Range}" : "";
            yield return $"    {info.Type}{range}; "
                + $"{(info.Attribute.Required ? "required" : $"default {(info.Default.Length > 0 ? info.Default : "none")}")}";
        }
    }

    /// <summary>One object by key.</summary>
    public static JsonObject Json(IReadOnlyList<ListedSetting> settings, bool describe)
    {
        var all = new JsonObject();
        foreach (var (key, effective, info) in settings)
        {
            var one = new JsonObject();
            if (effective is { } setting) (one["value"], one["source"]) = (setting.Value, setting.Source);
            if (describe && info is not null)
            {
                (one["meaning"], one["type"], one["default"]) = (info.Attribute.Meaning, info.Type, info.Default);
                if (info.Attribute.Range.Length > 0) one["range"] = info.Attribute.Range;
                if (info.Attribute.Required) one["required"] = true;
            }

            all[key] = one;
        }

        return all;
    }

    private static string Source(EffectiveSetting setting, SettingInfo? info)
    {
        if (setting.Value.Length > 0 || setting.IsGiven || info is null) return setting.Source;
        return info.Attribute.Required ? "required, not set" : info.Attribute.Unset.Length > 0 ? $"default: {info.Attribute.Unset}" : setting.Source;
    }
}
