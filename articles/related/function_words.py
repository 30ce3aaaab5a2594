"""Words that say nothing of what a story is about, in languages for which Postgres knows none.

Of those that the site speaks this is Urdu: its case markers, pronouns, conjunctions, auxiliaries and the light verbs of
news. In an archive of mostly other languages they are rare, and would be taken for what two stories have in common.
"""

URDU = """
    کا کی کے کو سے میں نے پر تک اور یا کہ جو جس جن جب تب اگر مگر لیکن بلکہ چونکہ کیونکہ تاکہ پھر تو ہی بھی نہ نہیں مت
    یہ وہ اس ان اسے انہیں انھیں انہوں انھوں اسی انہی ہم تم آپ مجھے ہمیں میرا میری میرے ہمارا ہماری ہمارے
    اپنا اپنی اپنے خود کوئی کچھ کسی سب ہر کئی بعض چند بہت زیادہ کم مزید صرف تقریباً ایک دو کون کیا کیوں کب کہاں کیسے
    ہے ہیں ہوں ہو تھا تھی تھے تھیں ہوا ہوئی ہوئے ہوتا ہوتی ہوتے ہونا ہونے ہوگا ہوگی ہوں گے گا گی
    کر کرنا کرنے کرتا کرتی کرتے کریں کرے کیے کئے گیا گئی گئے جا جانا جانے جاتا جاتی جاتے جائے دیا دی دیے دینے
    لیا لی لینے رہا رہی رہے سکتا سکتی سکتے سکا چاہیے چاہئے والا والی والے لیے لئے ساتھ بعد پہلے دوران طرف طرح طور پاس
    درمیان متعلق بارے مطابق خلاف ذریعے وجہ باوجود علاوہ جبکہ جہاں وہاں یہاں اب ابھی جیسے ایسے ایسا ایسی اتنا اتنی جتنا
    کہا کہنا بتایا
"""
BY_LANGUAGE = {"ur": frozenset(URDU.split())}
