using System.Text;
using System.Text.Unicode;
using StreamNer.Pipeline;

namespace StreamNer.Kafka.Records;

/// <summary>
/// Reads <c>streamner.v1.RawText</c> by Protobuf's rules: the last value of a field counts, unknown fields are skipped. Strings must be UTF-8, also
/// those that a later value replaces: Google's runtime calls such a message invalid (older versions wrote U+FFFD without a word), here it is a
/// failure of its own.
/// </summary>
internal static class RawTextReader
{
    private const int MaxGroups = 64;

    /// <summary>The document's content, or what is wrong with the bytes.</summary>
    public static FailureDetail? Read(ReadOnlySpan<byte> message, out string text, out string id, out string tenant, out string language)
    {
        ReadOnlySpan<byte> rawText = default, rawId = default, rawTenant = default, rawLanguage = default;
        (text, id, tenant, language) = ("", "", "", "");
        for (var rest = message; !rest.IsEmpty;)
        {
            if (!TryReadTag(ref rest, out var field, out var wire)) return FailureDetail.ProtobufMessage;
            if (wire != WireType.Bytes)
            {
                if (!TrySkip(ref rest, field, wire, 0)) return FailureDetail.ProtobufMessage;
                continue;
            }

            if (!TryReadBytes(ref rest, out var bytes)) return FailureDetail.ProtobufMessage;
            switch (field)
            {
                case V1.RawText.TextFieldNumber: rawText = bytes; break;
                case V1.RawText.IdFieldNumber: rawId = bytes; break;
                case V1.RawText.TenantFieldNumber: rawTenant = bytes; break;
                case V1.RawText.LanguageFieldNumber: rawLanguage = bytes; break;
                default: continue;
            }

            if (!Utf8.IsValid(bytes)) return FailureDetail.Utf8;
        }

        (text, id, tenant, language) =
            (Encoding.UTF8.GetString(rawText), Encoding.UTF8.GetString(rawId), Encoding.UTF8.GetString(rawTenant),
            Encoding.UTF8.GetString(rawLanguage));
        return null;
    }

    private static bool TryReadTag(scoped ref ReadOnlySpan<byte> rest, out int field, out WireType wire)
    {
        (field, wire) = (0, default);
        if (!Varint.TryRead(ref rest, out var tag)) return false;
        (field, wire) = ((int)((uint)tag >> 3), (WireType)(tag & 7)); // of 32 bits, as Google's runtime reads it
        return field > 0;
    }

    private static bool TryReadBytes(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        if (!Varint.TryRead(ref rest, out var length) || length > (ulong)rest.Length) return false;
        bytes = rest[..(int)length];
        rest = rest[(int)length..];
        return true;
    }

    private static bool TrySkip(scoped ref ReadOnlySpan<byte> rest, int field, WireType wire, int depth)
    {
        switch (wire)
        {
            case WireType.Varint: return Varint.TryRead(ref rest, out _);
            case WireType.Fixed64: return TryAdvance(ref rest, 8);
            case WireType.Fixed32: return TryAdvance(ref rest, 4);
            case WireType.Bytes: return TryReadBytes(ref rest, out _);
            case WireType.StartGroup when depth < MaxGroups:
                while (TryReadTag(ref rest, out var inner, out var innerWire))
                {
                    if (innerWire == WireType.EndGroup) return inner == field;
                    if (!TrySkip(ref rest, inner, innerWire, depth + 1)) return false;
                }

                return false;
            default: return false;
        }
    }

    private static bool TryAdvance(scoped ref ReadOnlySpan<byte> rest, int bytes)
    {
        if (rest.Length < bytes) return false;
        rest = rest[bytes..];
        return true;
    }

    private enum WireType { Varint, Fixed64, Bytes, StartGroup, EndGroup, Fixed32 }
}
