using System.Reflection;

namespace StreamNer.Tests.Library;

/// <summary>
/// What a program that uses the library can name: the public types of its entry, what it throws, and all types of ours that their public members
/// mention, and so on.
/// </summary>
internal static class PublicSurface
{
    public static IReadOnlySet<Type> Of(Assembly entry, params IEnumerable<Type> thrown)
    {
        var reached = new HashSet<Type>();
        var next = new Queue<Type>(entry.GetExportedTypes().Concat(thrown));
        while (next.TryDequeue(out var type))
        {
            if (!reached.Add(type)) continue;
            var mentioned = Members(type).SelectMany(Mentioned).Concat(type.GetInterfaces()).Concat(type.GetNestedTypes());
            foreach (var one in mentioned.Append(type.BaseType!).SelectMany(Parts).Where(IsOurs)) next.Enqueue(one);
        }

        return reached;
    }

    private static bool IsOurs(Type type) => type.IsVisible && type.Assembly.GetName().Name!.StartsWith("StreamNer.", StringComparison.Ordinal);

    private static IEnumerable<Type> Parts(Type? type)
    {
        if (type is null) return [];
        if (type.HasElementType) return Parts(type.GetElementType());
        return type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type.GetGenericTypeDefinition()) : [type];
    }

    private static MemberInfo[] Members(Type type) =>
        type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly);

    private static IEnumerable<Type> Mentioned(MemberInfo member) => member switch
    {
        PropertyInfo property => [property.PropertyType],
        FieldInfo field => [field.FieldType],
        MethodInfo method => [method.ReturnType, .. method.GetParameters().Select(parameter => parameter.ParameterType)],
        ConstructorInfo constructor => constructor.GetParameters().Select(parameter => parameter.ParameterType),
        _ => [],
    };
}
