namespace Beholden.Vision.Models;

/// <summary>When a network is read into memory. Its file is checked at the start in both cases.</summary>
public enum ModelLoading
{
    /// <summary>Before the first request.</summary>
    Start,

    /// <summary>
    /// By the first request that needs it: a quick start, and no memory for what nobody asks.
    /// </summary>
    FirstUse,
}
