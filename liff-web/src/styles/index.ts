import './base.css';
import './controls.css';
import './dialogs.css';
import '../card/card.css';
import '../coupons/coupons.css';
import '../history/history.css';
import '../join/join.css';
import '../profile/profile.css';
