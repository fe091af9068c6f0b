"""Pictures of every page: `python -m tests.screenshots [NAME ...]` writes them to build/screenshots.

A scene is a function that builds a widget with realistic content. Put scenes into any module of this package.
"""
