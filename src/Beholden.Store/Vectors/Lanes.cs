using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Beholden.Store.Vectors;

/// <summary>
/// How a processor multiplies int8 codes with an int16 query. Sums are of integers, hence exact: every
/// implementation gives the same answer, whatever its width.
/// </summary>
/// <typeparam name="TWide">Codes, widened to 16 bits.</typeparam>
/// <typeparam name="TSum">Running sums of 32 bits.</typeparam>
internal interface ILanes<TWide, TSum>
{
    /// <summary>Codes that one step takes.</summary>
    static abstract nuint Step { get; }

    static abstract TWide Widen(ref sbyte codes);

    static abstract TSum Add(TSum sum, TWide codes, ref short query);

    static abstract int Total(TSum sum);
}

/// <summary>x86 with AVX-512BW.</summary>
internal readonly struct Lanes512 : ILanes<Vector512<short>, Vector512<int>>
{
    public static bool IsSupported => Avx512BW.IsSupported;

    public static nuint Step => 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<short> Widen(ref sbyte codes) =>
        Avx512BW.ConvertToVector512Int16(Vector256.LoadUnsafe(ref codes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Add(Vector512<int> sum, Vector512<short> codes, ref short query) =>
        sum + Avx512BW.MultiplyAddAdjacent(codes, Vector512.LoadUnsafe(ref query));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Total(Vector512<int> sum) => Vector512.Sum(sum);
}

/// <summary>x86 with AVX2.</summary>
internal readonly struct Lanes256 : ILanes<Vector256<short>, Vector256<int>>
{
    public static bool IsSupported => Avx2.IsSupported;

    public static nuint Step => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<short> Widen(ref sbyte codes) =>
        Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref codes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> sum, Vector256<short> codes, ref short query) =>
        sum + Avx2.MultiplyAddAdjacent(codes, Vector256.LoadUnsafe(ref query));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Total(Vector256<int> sum) => Vector256.Sum(sum);
}

/// <summary>x86 with SSE4.1, and ARM with AdvSimd.</summary>
internal readonly struct Lanes128 : ILanes<Vector128<short>, Vector128<int>>
{
    public static bool IsSupported => Sse41.IsSupported || AdvSimd.IsSupported;

    public static nuint Step => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<short> Widen(ref sbyte codes) =>
        Vector128.WidenLower(Vector128.CreateScalarUnsafe(
            Unsafe.ReadUnaligned<long>(ref Unsafe.As<sbyte, byte>(ref codes))).AsSByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Add(Vector128<int> sum, Vector128<short> codes, ref short query)
    {
        var other = Vector128.LoadUnsafe(ref query);
        return Sse41.IsSupported
            ? sum + Sse2.MultiplyAddAdjacent(codes, other)
            : AdvSimd.MultiplyWideningUpperAndAdd(
                AdvSimd.MultiplyWideningLowerAndAdd(sum, codes.GetLower(), other.GetLower()), codes, other);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Total(Vector128<int> sum) => Vector128.Sum(sum);
}

/// <summary>Any processor: one code at a time.</summary>
internal readonly struct ScalarLanes : ILanes<int, int>
{
    public static nuint Step => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Widen(ref sbyte codes) => codes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Add(int sum, int codes, ref short query) => sum + (codes * query);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Total(int sum) => sum;
}
