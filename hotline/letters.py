"""Letters"""
